package dev.thalweg.model.experience;

/**
 * What an update learns from.
 *
 * @param inputs examples one after the other, row-major, each number as it stands
 * @param targets one for each
 * @param weights one for each
 */
@SuppressWarnings("ArrayRecordComponent") // written anew in place; never compared
public record Rows(float[] inputs, double[] targets, float[] weights) {

  /** Room for so many examples. */
  static Rows of(int count, int numbers) {
    return new Rows(new float[count * numbers], new double[count], new float[count]);
  }
}
