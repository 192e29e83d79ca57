package dev.thalweg.model.merge;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.scaling.SampleStatistics;
import dev.thalweg.model.state.FlatState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The trained parameters of a network and their average, or the difference of two such: what a
 * learner has that its fellows have too, what is known of the samples' numbers included. Immutable;
 * the optimizer's moments and counters stay with the learner.
 *
 * <p>Bytes: the parameters, then the average if there is one, float32, little-endian, in the layout
 * of {@link Parameters}; then the statistics of the numbers that the network asks for.
 */
public final class ModelWeights {
  /**
   * Numbers that a loop takes at a time: a method that is called for each block is soon compiled,
   * while one that is called once a merge runs for minutes as it was interpreted.
   */
  private static final int BLOCK = 4096;

  private final float[] trained;
  private final float[] average;
  private final SampleStatistics statistics;

  /** Weights of a network that asks for no statistics. */
  public ModelWeights(float[] trained, float[] average) {
    this(trained, average, SampleStatistics.NONE);
  }

  /**
   * Takes arrays and statistics as they are; nobody may write to them afterwards.
   *
   * @param trained as many numbers as the network has parameters
   * @param average as many, or none where nothing is averaged
   * @param statistics of all samples, or of a difference those of the samples in between
   */
  public ModelWeights(float[] trained, float[] average, SampleStatistics statistics) {
    if (average.length != 0 && average.length != trained.length) {
      throw new IllegalArgumentException(
          "The average has %d numbers and the parameters are %d."
              .formatted(average.length, trained.length));
    }
    this.trained = trained;
    this.average = average;
    this.statistics = statistics;
  }

  /** What every learner begins with: weights drawn from the seed, which are their average too. */
  public static ModelWeights initial(Architecture architecture, Hyperparameters hyperparameters) {
    float[] drawn = hyperparameters.initialization().draw(architecture, hyperparameters.seed());
    return new ModelWeights(
        drawn,
        hyperparameters.emaSamples() > 0 ? drawn.clone() : new float[0],
        SampleStatistics.of(architecture));
  }

  /**
   * Reads from the buffer's position on, which moves.
   *
   * @throws IllegalArgumentException if fewer bytes remain than are needed
   */
  public static ModelWeights read(
      ByteBuffer in, Architecture architecture, Hyperparameters hyperparameters) {
    return read(
        in,
        architecture.parameterCount(),
        hyperparameters.emaSamples() > 0,
        SampleStatistics.of(architecture));
  }

  static ModelWeights read(ByteBuffer in, int parameters, boolean averaged, SampleStatistics none) {
    int floatBytes = (averaged ? 2 : 1) * Float.BYTES * parameters;
    long needed = (long) floatBytes + none.byteCount();
    if (in.remaining() < needed) {
      throw new IllegalArgumentException(
          "The weights need %d bytes and %d are left.".formatted(needed, in.remaining()));
    }
    FloatBuffer floats = in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] trained = new float[parameters];
    float[] average = new float[averaged ? parameters : 0];
    floats.get(trained).get(average);
    in.position(in.position() + floatBytes);
    return new ModelWeights(trained, average, none.read(in));
  }

  /** Writes {@link #byteCount} bytes from the buffer's position on, which moves. */
  public void write(ByteBuffer out) {
    out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(trained).put(average);
    out.position(out.position() + Float.BYTES * (trained.length + average.length));
    statistics.write(out);
  }

  /** Adds the bytes of {@link #write} to a state, without a copy. */
  public void addTo(FlatState state) {
    ByteBuffer bytes = ByteBuffer.allocate(statistics.byteCount());
    statistics.write(bytes);
    state.add(trained).add(average).add(bytes.flip());
  }

  /**
   * Adds room for weights to a state that is about to be filled.
   *
   * @return gives them, once it is
   */
  public static Supplier<ModelWeights> addRoom(
      FlatState state, Architecture architecture, Hyperparameters hyperparameters) {
    int parameters = architecture.parameterCount();
    float[] trained = new float[parameters];
    float[] average = new float[hyperparameters.emaSamples() > 0 ? parameters : 0];
    SampleStatistics none = SampleStatistics.of(architecture);
    ByteBuffer bytes = ByteBuffer.allocate(none.byteCount());
    state.add(trained).add(average).add(bytes);
    return () -> new ModelWeights(trained, average, none.read(bytes));
  }

  /** How many bytes {@link #write} writes. */
  public int byteCount() {
    return Float.BYTES * (trained.length + average.length) + statistics.byteCount();
  }

  /** A new buffer of all its bytes. */
  public ByteBuffer toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(byteCount());
    write(bytes);
    return bytes.flip();
  }

  /** This without another, number by number; the statistics stay. */
  public ModelWeights minus(ModelWeights other) {
    return new ModelWeights(
        difference(trained, other.trained), difference(average, other.average), statistics);
  }

  /**
   * This and the sum of some differences divided by a number. It is summed in their order, in
   * float64, and rounded once. Statistics are put together whole: every sample counts once.
   *
   * @param divisor positive
   */
  public ModelWeights plus(List<ModelWeights> differences, int divisor) {
    SampleStatistics all = statistics;
    for (ModelWeights difference : differences) {
      all = all.plus(difference.statistics);
    }
    float[] merged = sum(trained, differences.stream().map(d -> d.trained).toList(), divisor);
    float[] averaged = sum(average, differences.stream().map(d -> d.average).toList(), divisor);
    all.writeTo(merged);
    if (averaged.length > 0) {
      all.writeTo(averaged);
    }
    return new ModelWeights(merged, averaged, all);
  }

  private static float[] difference(float[] from, float[] what) {
    float[] left = new float[from.length];
    for (int start = 0; start < left.length; start += BLOCK) {
      difference(from, what, left, start, Math.min(left.length, start + BLOCK));
    }
    return left;
  }

  private static void difference(float[] from, float[] what, float[] left, int start, int end) {
    for (int i = start; i < end; i++) {
      left[i] = from[i] - what[i];
    }
  }

  private static float[] sum(float[] from, List<float[]> what, int divisor) {
    float[] merged = new float[from.length];
    double[] sum = new double[BLOCK];
    for (int start = 0; start < merged.length; start += BLOCK) {
      int count = Math.min(merged.length - start, BLOCK);
      Arrays.fill(sum, 0);
      for (float[] one : what) {
        add(one, start, count, sum);
      }
      divide(from, start, count, sum, divisor, merged);
    }
    return merged;
  }

  private static void add(float[] one, int start, int count, double[] sum) {
    for (int i = 0; i < count; i++) {
      sum[i] += one[start + i];
    }
  }

  private static void divide(
      float[] from, int start, int count, double[] sum, int divisor, float[] merged) {
    for (int i = 0; i < count; i++) {
      merged[start + i] = (float) (from[start + i] + sum[i] / divisor);
    }
  }

  /** Whether no number is infinite or not a number. */
  public boolean isFinite() {
    return isFinite(trained) && isFinite(average) && statistics.isFinite();
  }

  private static boolean isFinite(float[] values) {
    for (int start = 0; start < values.length; start += BLOCK) {
      if (!isFinite(values, start, Math.min(values.length, start + BLOCK))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFinite(float[] values, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Float.isFinite(values[i])) {
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

  /** What is known of the samples' numbers; read only. */
  public SampleStatistics statistics() {
    return statistics;
  }
}
