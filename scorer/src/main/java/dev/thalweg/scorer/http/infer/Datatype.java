package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.Classifier;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a client may send pixels. */
public enum Datatype {
  /** Whole numbers from 0 to 255. */
  UINT8 {
    @Override
    void toUnit(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        int pixel = (int) values[i];
        if (pixel != values[i] || pixel < 0 || pixel > 255) {
          throw ProblemException.malformed(
              "%s is not a UINT8 pixel: send whole numbers from 0 to 255.".formatted(values[i]));
        }
        values[i] = Classifier.unit((byte) pixel);
      }
    }
  },

  /** From 0 to 1, which is a pixel / 255. */
  FP32 {
    @Override
    void toUnit(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        if (!(values[i] >= 0 && values[i] <= 1)) {
          throw ProblemException.malformed(
              "%s is not an FP32 pixel: send pixel / 255, from 0 to 1.".formatted(values[i]));
        }
      }
    }
  };

  /**
   * Makes pixels numbers from 0 to 1, in place.
   *
   * @throws ProblemException when one is out of its range
   */
  abstract void toUnit(float[] values, int count);

  static Datatype named(String name) {
    for (Datatype datatype : values()) {
      if (datatype.name().equals(name)) {
        return datatype;
      }
    }
    throw ProblemException.malformed(
        "The datatype is not known: send "
            + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(" or "))
            + ".");
  }
}
