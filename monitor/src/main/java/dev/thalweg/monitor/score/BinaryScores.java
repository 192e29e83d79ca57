package dev.thalweg.monitor.score;

import dev.thalweg.monitor.state.VarLong;
import dev.thalweg.schemas.avro.TwoClassScores;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How well the probability of class 1 tells it from class 0: labelled predictions of both classes,
 * counted by {@value #BINS} bins of that probability, of equal width, and the sum of their log
 * losses. Mutable and addable; exact and the same in any order, as probabilities are whole
 * millionths and log losses whole millionths of a nat.
 *
 * <p>Pairs of both classes within one bin count half in the area under the ROC curve, which so is
 * off by half of their share at most. Only bins that hold something take room.
 */
public final class BinaryScores {
  /** From this probability on a prediction counts as class 1, where nobody says otherwise. */
  public static final double THRESHOLD_DEFAULT = 0.5;

  static final int BINS = 1_000;

  private static final int MICROS = 1_000_000;
  private static final int BIN_MICROS = MICROS / BINS;
  private static final double PROBABILITY_MIN = 1e-7;

  /** Above every confidence in millionths; see {@link #held}. */
  private static final int HELD_BASE = 2 * MICROS;

  /** How far the sum of two probabilities may be from 1. */
  private static final double SUM_TOLERANCE = 1e-3;

  /** Twice the bin, and one more for class 1; ascending. */
  private int[] keys = new int[0];

  private long[] counts = new long[0];
  private int size;
  private long logLossMicros;

  /**
   * What is held of a prediction until its label comes: of two classes the probability of class 1,
   * else its confidence.
   *
   * @param confidence its highest probability in millionths, or less than 0 for none
   */
  public static int held(List<Float> probabilities, int confidence) {
    if (confidence < 0
        || probabilities.size() != 2
        || !(Math.abs(probabilities.get(0) + probabilities.get(1) - 1.0) <= SUM_TOLERANCE)) {
      return confidence;
    }
    return HELD_BASE + (int) Math.min(MICROS, Math.round(probabilities.get(1) * 1e6));
  }

  /** The highest probability in millionths, of what is {@link #held}. */
  public static int confidence(int held) {
    int probability = held - HELD_BASE;
    return probability < 0 ? held : Math.max(probability, MICROS - probability);
  }

  /** Takes a labelled prediction, by what was {@link #held}; passes over one of other classes. */
  public void count(int label, int held) {
    if (held < HELD_BASE || label > 1) {
      return;
    }
    int probability = held - HELD_BASE;
    int bin = Math.min(BINS - 1, probability / BIN_MICROS);
    add(2 * bin + label, 1);
    int ofLabel = label == 1 ? probability : MICROS - probability;
    double likelihood = Math.max(PROBABILITY_MIN, (double) ofLabel / MICROS);
    logLossMicros += Math.round(-StrictMath.log(likelihood) * MICROS);
  }

  /** Adds those of other predictions. */
  public void add(BinaryScores other) {
    for (int i = 0; i < other.size; i++) {
      add(other.keys[i], other.counts[i]);
    }
    logLossMicros += other.logLossMicros;
  }

  private void add(int key, long count) {
    int at = Arrays.binarySearch(keys, 0, size, key);
    if (at < 0) {
      at = -at - 1;
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, Math.max(8, 2 * size));
        counts = Arrays.copyOf(counts, keys.length);
      }
      System.arraycopy(keys, at, keys, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
      keys[at] = key;
      counts[at] = 0;
      size++;
    }
    counts[at] += count;
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** What it takes on the heap besides its fields. */
  public int heapBytes() {
    return keys.length * (Integer.BYTES + Long.BYTES);
  }

  /**
   * As it is told; null where there are none.
   *
   * @param threshold from this probability on a prediction counts as class 1, 0 to 1; rounded to
   *     the next bin
   */
  public TwoClassScores told(double threshold) {
    if (isEmpty()) {
      return null;
    }
    int first = (int) Math.round(threshold * BINS);
    double[] all = new double[2];
    double[] asOne = new double[2];
    double ordered = 0; // pairs where the one of class 1 has the higher probability
    for (int i = 0; i < size; i++) {
      int label = keys[i] % 2;
      boolean isPair = i + 1 < size && keys[i + 1] == keys[i] + 1 && label == 0;
      if (label == 1) {
        ordered += counts[i] * all[0];
      } else if (isPair) {
        ordered -= 0.5 * counts[i] * counts[i + 1]; // the next adds them whole
      }
      all[label] += (double) counts[i];
      asOne[label] += keys[i] / 2 >= first ? (double) counts[i] : 0;
    }
    return new TwoClassScores(
        (long) (all[0] + all[1]),
        share(ordered, all[0] * all[1]),
        (double) logLossMicros / MICROS / (all[0] + all[1]),
        (double) first / BINS,
        share(asOne[1], asOne[0] + asOne[1]),
        share(asOne[1], all[1]));
  }

  private static Double share(double part, double whole) {
    return whole == 0 ? null : Double.valueOf(part / whole);
  }

  /** How many bytes {@link #writeTo} writes. */
  public int bytes() {
    int bytes = VarLong.bytes(size) + VarLong.bytes(logLossMicros);
    for (int i = 0; i < size; i++) {
      bytes += VarLong.bytes(keys[i]) + VarLong.bytes(counts[i]);
    }
    return bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    VarLong.write(out, size);
    VarLong.write(out, logLossMicros);
    for (int i = 0; i < size; i++) {
      VarLong.write(out, keys[i]);
      VarLong.write(out, counts[i]);
    }
  }

  /** Reads what {@link #writeTo} has written. */
  public static BinaryScores readFrom(ByteBuffer in) {
    BinaryScores scores = new BinaryScores();
    int size = VarLong.readInt(in);
    scores.logLossMicros = VarLong.read(in);
    for (int i = 0; i < size; i++) {
      int key = VarLong.readInt(in);
      scores.add(key, VarLong.read(in));
    }
    return scores;
  }
}
