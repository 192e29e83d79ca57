package dev.thalweg.model.merge;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The trained parameters of a network and their average, or the difference of two such: what a
 * learner has that its fellows have too. Immutable; moments and counters stay with the learner.
 *
 * <p>Bytes: the parameters, then the average if there is one, float32, little-endian, in the layout
 * of {@link Parameters}.
 */
public final class ModelWeights {
  private final float[] trained;
  private final float[] average;

  /**
   * Takes the arrays as they are; nobody may write to them afterwards.
   *
   * @param trained as many numbers as the network has parameters
   * @param average as many, or none where nothing is averaged
   */
  public ModelWeights(float[] trained, float[] average) {
    if (average.length != 0 && average.length != trained.length) {
      throw new IllegalArgumentException(
          "The average has %d numbers and the parameters are %d."
              .formatted(average.length, trained.length));
    }
    this.trained = trained;
    this.average = average;
  }

  /** What every learner begins with: weights drawn from the seed, which are their average too. */
  public static ModelWeights initial(Architecture architecture, Hyperparameters hyperparameters) {
    float[] drawn = hyperparameters.initialization().draw(architecture, hyperparameters.seed());
    return new ModelWeights(drawn, hyperparameters.emaSamples() > 0 ? drawn.clone() : new float[0]);
  }

  /**
   * Reads from the buffer's position on, which moves.
   *
   * @param parameters how many the network has
   * @param averaged whether there is an average
   * @throws IllegalArgumentException if fewer bytes remain than are needed
   */
  public static ModelWeights read(ByteBuffer in, int parameters, boolean averaged) {
    long needed = (averaged ? 2L : 1L) * Float.BYTES * parameters;
    if (in.remaining() < needed) {
      throw new IllegalArgumentException(
          "The weights need %d bytes and %d are left.".formatted(needed, in.remaining()));
    }
    FloatBuffer floats = in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] trained = new float[parameters];
    float[] average = new float[averaged ? parameters : 0];
    floats.get(trained).get(average);
    in.position(in.position() + (int) needed);
    return new ModelWeights(trained, average);
  }

  /** Writes {@link #byteCount} bytes from the buffer's position on, which moves. */
  public void write(ByteBuffer out) {
    out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(trained).put(average);
    out.position(out.position() + byteCount());
  }

  /** How many bytes {@link #write} writes. */
  public int byteCount() {
    return Float.BYTES * (trained.length + average.length);
  }

  /** A new buffer of all its bytes. */
  public ByteBuffer toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(byteCount());
    write(bytes);
    return bytes.flip();
  }

  /** This without another, number by number. */
  public ModelWeights minus(ModelWeights other) {
    return new ModelWeights(difference(trained, other.trained), difference(average, other.average));
  }

  /**
   * This and the sum of some differences divided by a number. It is summed in their order, in
   * float64, and rounded once.
   *
   * @param divisor positive
   */
  public ModelWeights plus(List<ModelWeights> differences, int divisor) {
    return new ModelWeights(
        sum(trained, differences.stream().map(d -> d.trained).toList(), divisor),
        sum(average, differences.stream().map(d -> d.average).toList(), divisor));
  }

  private static float[] difference(float[] from, float[] what) {
    float[] left = new float[from.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = from[i] - what[i];
    }
    return left;
  }

  private static float[] sum(float[] from, List<float[]> what, int divisor) {
    double[] sum = new double[from.length];
    for (float[] one : what) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += one[i];
      }
    }
    float[] merged = new float[from.length];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = (float) (from[i] + sum[i] / divisor);
    }
    return merged;
  }

  /** Whether no number is infinite or not a number. */
  public boolean isFinite() {
    return isFinite(trained) && isFinite(average);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** What to score with: the average where there is one. */
  public Parameters serving(Architecture architecture) {
    return Parameters.of(architecture, average.length > 0 ? average : trained);
  }

  /** The parameters themselves; read only. */
  public float[] trained() {
    return trained;
  }

  /** The average itself, empty where there is none; read only. */
  public float[] average() {
    return average;
  }
}
