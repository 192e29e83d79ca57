package dev.thalweg.monitor.web.state;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model takes and what it answers, as its snapshots say.
 *
 * @param format of its examples
 * @param classes the units of its output: one where a number is predicted, else at least two
 * @param isOfNumbers whether it predicts a number, and no class
 */
public record ModelInput(ExampleFormat format, int classes, boolean isOfNumbers) {

  /** The most pixels of a drawing. */
  public static final int DRAWN_PIXELS_MAX = 65_536;

  /** Such as {@code 28x28 dense(128,relu) dense(10,softmax) cross_entropy}. */
  private static final Pattern ARCHITECTURE =
      Pattern.compile(
          "([1-9][0-9]{0,4}(?:x[1-9][0-9]{0,4}){0,3}) (?:.* )?dense\\(([1-9][0-9]{0,4}),([a-z]+)\\) [^ ]+");

  /** What the output of a network is called that predicts a number. */
  private static final String OF_NUMBERS = "scaled";

  /** Empty where the snapshot does not say it in a way that is known here. */
  static Optional<ModelInput> of(Snapshot snapshot) {
    Matcher found = ARCHITECTURE.matcher(snapshot.getArchitecture());
    Optional<Datatype> datatype = datatype(snapshot.getHyperparameters().get("datatype"));
    if (!found.matches() || datatype.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> shape =
        Arrays.stream(found.group(1).split("x", -1)).map(Integer::valueOf).toList();
    try {
      return Optional.of(
          new ModelInput(
              new ExampleFormat(shape, datatype.get()),
              Integer.parseInt(found.group(2)),
              found.group(3).equals(OF_NUMBERS)));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  private static Optional<Datatype> datatype(String name) {
    return Arrays.stream(Datatype.values()).filter(one -> one.name().equals(name)).findFirst();
  }

  /** Whether examples are grey pictures that can be drawn. */
  public boolean isDrawn() {
    return isGreyPicture() && format.size() <= DRAWN_PIXELS_MAX;
  }

  /** Whether mistakes are shown as pictures. */
  boolean isShown() {
    return isGreyPicture() && format.size() <= MissList.PIXELS_MAX;
  }

  private boolean isGreyPicture() {
    return format.shape().size() == 2 && format.datatype() == Datatype.UINT8;
  }
}
