package dev.thalweg.monitor.drift;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * ADWIN2 of Bifet and Gavaldà, Learning from Time-Changing Data with Adaptive Windowing (2007),
 * over right and wrong, or over values from 0 to 1 that are counted by whole parts. Holds the
 * errors of a window that reaches back as far as they look alike: where its older and its newer
 * part differ by more than chance explains, the oldest is dropped. Only where the newer part is
 * worse is it a rise, after which the window begins empty.
 *
 * <p>The window is an exponential histogram: five buckets at most of each power of two, of which
 * the errors are counted. It takes 5 log2(n / 5) numbers for n samples, each sample costs O(1) and
 * each check O(log n). All counts are whole, so that no order of sums matters.
 */
public final class Adwin {
  /** The chance of a false alarm that the literature and MOA take. */
  public static final double DELTA = 0.002;

  static final int CHECK_EVERY = 32;
  private static final int BUCKETS_MAX = 5;
  private static final int SLOTS = BUCKETS_MAX + 1;

  /** Room for five million million samples; beyond it the oldest are forgotten. */
  private static final int ROWS_MAX = 40;

  /** A part of a window with fewer is not compared. */
  private static final int PART_MIN = 5;

  private final double delta;

  /** How many parts a value of 1, or a wrong one, has. */
  private final int unit;

  /** Errors by row and bucket; a bucket of row r holds 2^r samples, the oldest comes first. */
  private final long[] errors = new long[ROWS_MAX * SLOTS];

  private final int[] buckets = new int[ROWS_MAX];
  private int rows = 1;
  private long width;
  private long wrong;
  private int unchecked;

  /** An empty window. */
  public Adwin() {
    this(1);
  }

  /** An empty window over values that are counted by so many parts of 1. */
  Adwin(int unit) {
    this(DELTA, unit);
  }

  Adwin(double delta) {
    this(delta, 1);
  }

  private Adwin(double delta, int unit) {
    this.delta = delta;
    this.unit = unit;
  }

  /** How the best of all splits of the window into an older and a newer part turns out. */
  private record Split(double excess, double before, double after) {
    static final Split NONE = new Split(0, 0, 0);

    boolean isCut() {
      return excess > 0;
    }

    boolean isRise() {
      return isCut() && after > before;
    }
  }

  /** Takes the next sample's outcome; every 32nd time it reports a rise, if there is one. */
  public Optional<Rise> add(boolean isWrong) {
    return add(isWrong ? unit : 0);
  }

  /**
   * The same for a value.
   *
   * @param parts of it, from 0 to all that 1 has
   */
  Optional<Rise> add(int parts) {
    append(0, parts);
    width++;
    wrong += parts;
    if (++unchecked < CHECK_EVERY) {
      return Optional.empty();
    }
    unchecked = 0;
    return check();
  }

  /** Samples in the window. */
  public long width() {
    return width;
  }

  /** The mean over the window, from 0 to 1. */
  double mean() {
    return (double) wrong / ((double) width * unit);
  }

  private Optional<Rise> check() {
    Split best = best();
    while (best.isCut()) {
      if (best.isRise()) {
        clear();
        return Optional.of(new Rise(Rise.Detector.ADWIN, best.before, best.after));
      }
      dropOldest();
      best = best();
    }
    return Optional.empty();
  }

  /** The split that exceeds its bound by most: a rise if there is one, else a fall. */
  private Split best() {
    double mean = mean();
    double variance = mean * (1 - mean);
    // ln(2 / delta') with delta' = delta / ln n: the paper's correction for all the splits.
    double confidence = Math.log(2 * Math.log((double) width) / delta);
    Split best = Split.NONE;
    long older = 0;
    long olderWrong = 0;
    for (int row = rows - 1; row >= 0; row--) {
      for (int bucket = 0; bucket < buckets[row]; bucket++) {
        older += 1L << row;
        olderWrong += errors[row * SLOTS + bucket];
        long newer = width - older;
        if (older < PART_MIN || newer < PART_MIN) {
          continue;
        }
        double before = (double) olderWrong / ((double) older * unit);
        double after = (double) (wrong - olderWrong) / ((double) newer * unit);
        double inverse = 1.0 / older + 1.0 / newer; // 1/m of the harmonic mean
        double bound =
            Math.sqrt(2 * inverse * variance * confidence) + 2.0 / 3 * inverse * confidence;
        double excess = Math.abs(after - before) - bound;
        boolean better =
            best.isRise() == (after > before) ? excess > best.excess : excess > 0 && after > before;
        if (better) {
          best = new Split(excess, before, after);
        }
      }
    }
    return best;
  }

  private void append(int row, long count) {
    errors[row * SLOTS + buckets[row]++] = count;
    rows = Math.max(rows, row + 1);
    if (buckets[row] <= BUCKETS_MAX) {
      return;
    }
    if (row + 1 == ROWS_MAX) {
      dropOldest();
      return;
    }
    long merged = errors[row * SLOTS] + errors[row * SLOTS + 1];
    shift(row, 2);
    append(row + 1, merged);
  }

  private void dropOldest() {
    int row = rows - 1;
    width -= 1L << row;
    wrong -= errors[row * SLOTS];
    shift(row, 1);
    while (rows > 1 && buckets[rows - 1] == 0) {
      rows--;
    }
  }

  private void shift(int row, int by) {
    buckets[row] -= by;
    System.arraycopy(errors, row * SLOTS + by, errors, row * SLOTS, buckets[row]);
  }

  private void clear() {
    Arrays.fill(buckets, 0);
    rows = 1;
    width = 0;
    wrong = 0;
    unchecked = 0;
  }

  /** How many bytes the state takes. */
  public int bytes() {
    int bytes = 2;
    for (int row = 0; row < rows; row++) {
      bytes++;
      for (int bucket = 0; bucket < buckets[row]; bucket++) {
        bytes += VarLong.bytes(errors[row * SLOTS + bucket]);
      }
    }
    return bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.put((byte) unchecked).put((byte) rows);
    for (int row = 0; row < rows; row++) {
      out.put((byte) buckets[row]);
      for (int bucket = 0; bucket < buckets[row]; bucket++) {
        VarLong.write(out, errors[row * SLOTS + bucket]);
      }
    }
  }

  /** A window as it was written. */
  public static Adwin readFrom(ByteBuffer in) {
    return readFrom(in, 1);
  }

  /** A window over values that are counted by so many parts of 1, as it was written. */
  static Adwin readFrom(ByteBuffer in, int unit) {
    Adwin adwin = new Adwin(unit);
    adwin.unchecked = in.get();
    adwin.rows = in.get();
    for (int row = 0; row < adwin.rows; row++) {
      adwin.buckets[row] = in.get();
      for (int bucket = 0; bucket < adwin.buckets[row]; bucket++) {
        long count = VarLong.read(in);
        adwin.errors[row * SLOTS + bucket] = count;
        adwin.width += 1L << row;
        adwin.wrong += count;
      }
    }
    return adwin;
  }
}
