package dev.thalweg.model.scaling;

import dev.thalweg.model.kernel.normalization.Standardizing;
import dev.thalweg.model.network.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Count, mean and sum of squared differences from the mean, in float64, of each number of the
 * examples so far (Welford 1962). Numbers that are missing do not count. Those of several learners
 * are put together by the rule of Chan, Golub and LeVeque (1979).
 *
 * <p>A number beyond {@value Standardizing#LIMIT} deviations counts as one at that distance: a
 * single wild one does not make all others alike for good. What is far from all so far comes into
 * reach after a few.
 *
 * <p>Bytes: the counts, the means, the sums; float64, little-endian.
 */
public final class InputStatistics {

  /** Of a network that does not want to know. */
  public static final InputStatistics NONE = new InputStatistics(0);

  private static final double LIMIT = Standardizing.LIMIT;

  private final double[] counts;
  private final double[] means;
  private final double[] squares;

  /** Of so many numbers, none of which was seen. */
  InputStatistics(int size) {
    this(new double[size], new double[size], new double[size]);
  }

  /** Of the numbers of a network's examples, none of which was seen; none if it does not ask. */
  public static InputStatistics of(Architecture architecture) {
    return new InputStatistics(architecture.isStandardized() ? architecture.inputs() : 0);
  }

  private InputStatistics(double[] counts, double[] means, double[] squares) {
    this.counts = counts;
    this.means = means;
    this.squares = squares;
  }

  /** How many numbers an example has; 0 where nothing is known of them. */
  public int size() {
    return counts.length;
  }

  /** How many bytes {@link #write} writes for so many numbers. */
  public static int byteCount(int size) {
    return 3 * Double.BYTES * size;
  }

  /** A copy that changes no more with this one. */
  public InputStatistics copy() {
    return new InputStatistics(counts.clone(), means.clone(), squares.clone());
  }

  /**
   * Adds an example.
   *
   * @param scale what counts is each number times this
   * @param known what is known of the numbers besides, which the limit goes by
   */
  public void add(float[] numbers, int start, double scale, InputStatistics known) {
    for (int i = 0; i < counts.length; i++) {
      double number = scale * numbers[start + i];
      if (!Double.isNaN(number)) {
        add(i, known.limited(i, number));
      }
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
  public InputStatistics plus(InputStatistics other) {
    InputStatistics both = copy();
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

  /** Writes means and factors to the front of a flat vector of parameters. */
  public void writeTo(float[] parameters) {
    for (int i = 0; i < counts.length; i++) {
      float factor = (float) (1 / deviation(i));
      parameters[i] = (float) means[i];
      parameters[counts.length + i] = Float.isFinite(factor) ? factor : 0;
    }
  }

  /** Takes the place of this one's. */
  public void set(InputStatistics other) {
    System.arraycopy(other.counts, 0, counts, 0, counts.length);
    System.arraycopy(other.means, 0, means, 0, counts.length);
    System.arraycopy(other.squares, 0, squares, 0, counts.length);
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
    out.position(out.position() + byteCount(counts.length));
  }

  /** Reads {@link #byteCount} bytes from the buffer's position on, which moves. */
  public static InputStatistics read(ByteBuffer in, int size) {
    InputStatistics statistics = new InputStatistics(size);
    DoubleBuffer doubles = in.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    doubles.get(statistics.counts).get(statistics.means).get(statistics.squares);
    in.position(in.position() + byteCount(size));
    return statistics;
  }
}
