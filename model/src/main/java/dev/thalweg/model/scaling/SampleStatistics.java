package dev.thalweg.model.scaling;

import dev.thalweg.model.kernel.normalization.Standardizing;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Count, mean and sum of squared differences from the mean, in float64, of each number of the
 * samples so far (Welford 1962): of the examples, where the network brings them to one scale, and
 * of the targets, where it answers on their scale. Numbers that are missing do not count. Those of
 * several learners are put together by the rule of Chan, Golub and LeVeque (1979).
 *
 * <p>A number beyond {@value Standardizing#LIMIT} deviations counts as one at that distance: a
 * single wild one does not make all others alike for good. What is far from all so far comes into
 * reach after a few.
 *
 * <p>Bytes: the counts, the means, the sums, in each the target's last; float64, little-endian.
 */
public final class SampleStatistics {

  /** Of a network that does not want to know. */
  public static final SampleStatistics NONE = new SampleStatistics(0, false);

  private static final double LIMIT = Standardizing.LIMIT;

  private final int inputs;
  private final double[] counts;
  private final double[] means;
  private final double[] squares;

  /** Of so many numbers of an example, and of the target or not; none of which was seen. */
  SampleStatistics(int inputs, boolean ofTarget) {
    this(inputs, new double[inputs + (ofTarget ? 1 : 0)]);
  }

  private SampleStatistics(int inputs, double[] zeros) {
    this(inputs, zeros, zeros.clone(), zeros.clone());
  }

  /** Of what a network asks for, none of which was seen. */
  public static SampleStatistics of(Architecture architecture) {
    return new SampleStatistics(
        architecture.isStandardized() ? architecture.inputs() : 0,
        architecture.output() == Output.SCALED);
  }

  private SampleStatistics(int inputs, double[] counts, double[] means, double[] squares) {
    this.inputs = inputs;
    this.counts = counts;
    this.means = means;
    this.squares = squares;
  }

  /** Whether the network asks for nothing. */
  public boolean isEmpty() {
    return counts.length == 0;
  }

  /** How many bytes {@link #write} writes. */
  public int byteCount() {
    return 3 * Double.BYTES * counts.length;
  }

  /** A copy that changes no more with this one. */
  public SampleStatistics copy() {
    return new SampleStatistics(inputs, counts.clone(), means.clone(), squares.clone());
  }

  /**
   * Adds a sample.
   *
   * @param scale what counts is each number of the example times this
   * @param known what is known of the numbers besides, which the limit goes by
   */
  public void add(float[] numbers, int start, double scale, double target, SampleStatistics known) {
    for (int i = 0; i < inputs; i++) {
      double number = scale * numbers[start + i];
      if (!Double.isNaN(number)) {
        add(i, known.limited(i, number));
      }
    }
    if (inputs < counts.length) {
      add(inputs, known.limited(inputs, target));
    }
  }

  private void add(int i, double number) {
    double difference = number - means[i];
    counts[i]++;
    means[i] += difference / counts[i];
    squares[i] += difference * (number - means[i]);
  }

  private double limited(int i, double number) {
    double reach = LIMIT * deviation(i);
    return reach > 0 ? Math.max(means[i] - reach, Math.min(means[i] + reach, number)) : number;
  }

  private double deviation(int i) {
    return counts[i] == 0 ? 0 : Math.sqrt(squares[i] / counts[i]);
  }

  /** Those of the examples of both, which stay as they are. */
  public SampleStatistics plus(SampleStatistics other) {
    SampleStatistics both = copy();
    for (int i = 0; i < counts.length; i++) {
      double count = counts[i] + other.counts[i];
      if (other.counts[i] > 0) {
        double difference = other.means[i] - means[i];
        both.counts[i] = count;
        both.means[i] += difference * (other.counts[i] / count);
        both.squares[i] +=
            other.squares[i] + difference * difference * (counts[i] * other.counts[i] / count);
      }
    }
    return both;
  }

  /**
   * Writes to a flat vector of parameters: means and factors of an example's numbers to its front,
   * mean and deviation of the target to its end.
   */
  public void writeTo(float[] parameters) {
    for (int i = 0; i < inputs; i++) {
      float factor = (float) (1 / deviation(i));
      parameters[i] = (float) means[i];
      parameters[inputs + i] = Float.isFinite(factor) ? factor : 0;
    }
    if (inputs < counts.length) {
      float deviation = (float) deviation(inputs);
      parameters[parameters.length - 2] = (float) means[inputs];
      parameters[parameters.length - 1] = deviation > 0 ? deviation : 1;
    }
  }

  /** Whether no number is infinite or not a number. */
  public boolean isFinite() {
    return Arrays.stream(means).allMatch(Double::isFinite)
        && Arrays.stream(squares).allMatch(Double::isFinite);
  }

  /** Writes from the buffer's position on, which moves. */
  public void write(ByteBuffer out) {
    DoubleBuffer doubles = out.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    doubles.put(counts).put(means).put(squares);
    out.position(out.position() + byteCount());
  }

  /** Reads others of the same numbers from the buffer's position on, which moves. */
  public SampleStatistics read(ByteBuffer in) {
    SampleStatistics statistics = copy();
    DoubleBuffer doubles = in.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    doubles.get(statistics.counts).get(statistics.means).get(statistics.squares);
    in.position(in.position() + byteCount());
    return statistics;
  }
}
