package dev.thalweg.model.network;

import dev.thalweg.model.text.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The canonical text of an architecture and its strict parser. */
public final class ArchitectureText {

  private static final Pattern DENSE =
      Pattern.compile("dense\\(([1-9][0-9]{0,4}),([a-z]{1,16})(?:,dropout=([0-9.Ee-]{1,32}))?\\)");

  private ArchitectureText() {}

  static String of(Architecture architecture) {
    var text = new StringBuilder();
    text.append(architecture.shape().text());
    for (Layer layer : architecture.hidden()) {
      Dense dense = (Dense) layer;
      text.append(" dense(").append(dense.units()).append(',').append(name(dense.activation()));
      if (dense.dropout() > 0) {
        text.append(",dropout=").append(Decimal.text(dense.dropout()));
      }
      text.append(')');
    }
    text.append(" dense(").append(architecture.classes()).append(',');
    return text.append(name(architecture.output()))
        .append(") ")
        .append(name(architecture.loss()))
        .toString();
  }

  static Architecture parse(String text) {
    if (text == null || text.length() > Architecture.TEXT_MAX) {
      throw new IllegalArgumentException(
          "An architecture's text is missing or longer than %d characters."
              .formatted(Architecture.TEXT_MAX));
    }
    String[] words = text.split(" ", Architecture.LAYERS_MAX + 3);
    if (words.length < 3 || words.length > Architecture.LAYERS_MAX + 2) {
      throw unreadable(text, "it must be a shape, 1 to 64 layers and a loss");
    }
    List<Layer> hidden = new ArrayList<>();
    for (int i = 1; i < words.length - 2; i++) {
      hidden.add(hiddenLayer(words[i]));
    }
    Matcher last = dense(words[words.length - 2]);
    if (last.group(3) != null) {
      throw unreadable(words[words.length - 2], "the output layer has no dropout");
    }
    var architecture =
        new Architecture(
            Shape.parse(words[0]),
            hidden,
            Integer.parseInt(last.group(1)),
            named(Output.values(), last.group(2)),
            named(Loss.values(), words[words.length - 1]));
    if (!architecture.text().equals(text)) {
      throw unreadable(text, "it is not in its canonical form");
    }
    return architecture;
  }

  private static Layer hiddenLayer(String word) {
    Matcher matcher = dense(word);
    double dropout = matcher.group(3) == null ? 0 : Decimal.parse("dropout", matcher.group(3));
    return new Dense(
        Integer.parseInt(matcher.group(1)), named(Activation.values(), matcher.group(2)), dropout);
  }

  private static Matcher dense(String word) {
    Matcher matcher = DENSE.matcher(word);
    if (!matcher.matches()) {
      throw unreadable(word, "a layer is written like dense(128,relu)");
    }
    return matcher;
  }

  /** The lower-case name of a constant, in every locale. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant of a lower-case name. */
  static <E extends Enum<E>> E named(E[] constants, String name) {
    for (E constant : constants) {
      if (name(constant).equals(name)) {
        return constant;
      }
    }
    var names = new ArrayList<String>();
    for (E constant : constants) {
      names.add(name(constant));
    }
    throw unreadable(name, "expected one of " + String.join(", ", names));
  }

  private static IllegalArgumentException unreadable(String text, String why) {
    return new IllegalArgumentException(
        "The architecture has \"%s\", which cannot be read: %s."
            .formatted(Decimal.excerpt(text), why));
  }
}
