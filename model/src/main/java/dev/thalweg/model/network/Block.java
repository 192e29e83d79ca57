package dev.thalweg.model.network;

import java.util.List;

/**
 * Parameters of a layer that belong together.
 *
 * @param name within the layer, such as {@code weight}
 * @param dimensions row-major
 * @param fanIn inputs of each unit, and
 * @param fanOut units of each input, if its first values are drawn; both 0 if they are constant
 * @param constant first value of all if they are not drawn
 * @param isStatistic whether it is what is known of the samples' numbers, in their own unit: no
 *     gradient moves it, and it is exported with every bit
 */
public record Block(
    String name,
    List<Integer> dimensions,
    int fanIn,
    int fanOut,
    float constant,
    boolean isStatistic) {

  public Block {
    dimensions = List.copyOf(dimensions);
  }

  /** A block whose first values an {@link Initialization} draws. Weight penalties apply to it. */
  static Block weights(String name, List<Integer> dimensions, int fanIn, int fanOut) {
    return new Block(name, dimensions, fanIn, fanOut, 0, false);
  }

  /** A block whose first values are all the same. No weight penalty applies to it. */
  static Block constant(String name, List<Integer> dimensions, float value) {
    return new Block(name, dimensions, 0, 0, value, false);
  }

  /** A block that a learner makes of the samples' numbers. No weight penalty applies to it. */
  static Block statistic(String name, int count, float value) {
    return new Block(name, List.of(count), 0, 0, value, true);
  }

  /** Whether an initialisation draws its first values, and weight penalties apply to it. */
  public boolean isDrawn() {
    return fanIn > 0;
  }

  /** How many parameters it has. */
  public long size() {
    long size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    return size;
  }
}
