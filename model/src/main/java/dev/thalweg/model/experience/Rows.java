package dev.thalweg.model.experience;

/**
 * What an update learns from.
 *
 * @param inputs examples one after the other, row-major, each number as it stands
 * @param labels one for each
 * @param weights one for each
 */
@SuppressWarnings("ArrayRecordComponent") // written anew in place; never compared
public record Rows(float[] inputs, int[] labels, float[] weights) {

  /** Room for so many examples. */
  static Rows of(int count, int numbers) {
    return new Rows(new float[count * numbers], new int[count], new float[count]);
  }
}
