package dev.thalweg.model.network;

import static dev.thalweg.model.text.Word.unreadable;

import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.text.Word;
import java.util.ArrayList;
import java.util.List;

/** The canonical text of an architecture and its strict parser. */
final class ArchitectureText {

  private ArchitectureText() {}

  static String of(Architecture architecture) {
    var words = new ArrayList<String>();
    words.add(architecture.shape().text());
    architecture.hidden().forEach(layer -> words.add(layer.text()));
    String output = architecture.output().text();
    words.add(Dense.NAME + "(" + architecture.classes() + "," + output + ")");
    words.add(architecture.loss().text());
    return String.join(" ", words);
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
      hidden.add(Layer.read(Word.parse(words[i])));
    }
    Word last = Word.parse(words[words.length - 2]).having(2, 2, "dense(10,softmax)");
    if (!last.name().equals(Dense.NAME)) {
      throw last.unreadable("the last layer is dense");
    }
    var architecture =
        new Architecture(
            Shape.parse(words[0]),
            hidden,
            last.whole(0),
            last.constant(1, Output.values()),
            Loss.read(Word.parse(words[words.length - 1])));
    if (!architecture.text().equals(text)) {
      throw unreadable(text, "it is not in its canonical form");
    }
    return architecture;
  }
}
