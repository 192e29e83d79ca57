package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.ProblemException;
import java.util.Arrays;
import java.util.List;

/**
 * How the arrays of a tensor's data lie in one another. Arrays of one depth have to be of one
 * length, and numbers all at one depth; it is told of arrays only, and of how many numbers there
 * were, so numbers cost nothing.
 */
final class Nesting {
  private static final int UNKNOWN = -1;

  private final int depthMax;
  private final int[] lengths;
  private final int[] arrays;
  private int depth;
  private int numbersDepth = UNKNOWN;
  private int numbersBefore;

  /**
   * @param depthMax arrays in one another, at most
   */
  Nesting(int depthMax) {
    this.depthMax = depthMax;
    lengths = new int[depthMax];
    arrays = new int[depthMax];
    Arrays.fill(lengths, UNKNOWN);
  }

  /**
   * An array begins.
   *
   * @param numbers how many numbers there were so far
   */
  void begin(int numbers) {
    require(numbers == numbersBefore && depth < depthMax);
    if (depth > 0) {
      arrays[depth - 1]++;
    }
    arrays[depth++] = 0;
  }

  /** An array ends. */
  void end(int numbers) {
    depth--;
    int direct = numbers - numbersBefore;
    numbersBefore = numbers;
    if (direct > 0) {
      require(arrays[depth] == 0 && (numbersDepth == UNKNOWN || numbersDepth == depth));
      numbersDepth = depth;
    }
    int length = direct + arrays[depth];
    require(lengths[depth] == UNKNOWN || lengths[depth] == length);
    lengths[depth] = length;
  }

  /** Whether all arrays are closed. */
  boolean isClosed() {
    return depth == 0;
  }

  /** Returns if the data are flat, or nested as the shape says. */
  void require(List<Long> shape) {
    require(
        numbersDepth < 1
            || shape.equals(
                Arrays.stream(lengths, 0, numbersDepth + 1).asLongStream().boxed().toList()));
  }

  private static void require(boolean right) {
    if (!right) {
      throw ProblemException.malformed(
          "\"data\" has to be one flat array, or nested as its shape says.");
    }
  }
}
