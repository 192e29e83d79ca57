package dev.thalweg.monitor.drift;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Holds the share of each label among the latest {@value #WINDOW} against what it was before: a
 * stream that has become of one class makes the errors fall, which no detector of a rise sees.
 * Speaks once when a share has risen by {@link #RISE_MAX}, or by most of what there was to rise,
 * and by more than chance explains; again only after every share is near what it was.
 *
 * <p>What was before is {@link LabelShares}, which takes in what leaves the window. So a stream is
 * judged by itself, whatever its classes: what it always was is no event, and what it has become
 * for good ceases to be one.
 *
 * <p>The window is the latest whole minibatches that have as many labels between them.
 */
public final class ClassBalance {
  static final int WINDOW = 256;
  static final double RISE_MAX = 0.3;

  /** Where there is less to rise to 1 than that allows: so much of it. */
  static final double RISE_OF_REST_MAX = 0.75;

  /** Speaks again when no share has risen by more than this part of the limit. */
  static final double AGAIN = 2 / 3.0;

  /** What was before is not known from fewer labels. */
  static final int BEFORE_MIN = WINDOW;

  /**
   * By Chernoff's bound a share of n labels reaches s by chance at most with the probability exp(-n
   * KL(s, p)): here once in half a billion windows.
   */
  private static final double CHANCE_NATS = 20;

  /** Standard deviations by which the share before may have been counted too low. */
  private static final double DOUBT = 3;

  /** Each minibatch: label, count, label, count, and so on; of at least one label. */
  private final ArrayDeque<int[]> minibatches = new ArrayDeque<>();

  private final LabelShares before;
  private int[] counts = new int[0];
  private int total;
  private boolean isTold;

  /** Has seen nothing. */
  public ClassBalance() {
    this(new LabelShares());
  }

  private ClassBalance(LabelShares before) {
    this.before = before;
  }

  /** Takes one label, from 0. */
  public Optional<Imbalance> label(int label) {
    return add(new int[] {label, 1});
  }

  /** Takes a minibatch by how many of it have each label; one of none changes nothing. */
  public Optional<Imbalance> minibatch(List<Integer> countsByLabel) {
    int[] pairs = new int[2 * countsByLabel.size()];
    int end = 0;
    for (int label = 0; label < countsByLabel.size(); label++) {
      int count = countsByLabel.get(label);
      if (count > 0) {
        pairs[end++] = label;
        pairs[end++] = count;
      }
    }
    return end == 0 ? Optional.empty() : add(Arrays.copyOf(pairs, end));
  }

  private Optional<Imbalance> add(int[] minibatch) {
    keep(minibatch);
    while (total - size(minibatches.peekFirst()) >= WINDOW) {
      int[] oldest = minibatches.removeFirst();
      count(oldest, -1);
      for (int i = 0; i < oldest.length; i += 2) {
        before.add(oldest[i], oldest[i + 1]);
      }
    }
    if (total < WINDOW || before.total() < BEFORE_MIN) {
      return Optional.empty();
    }
    int label = mostRisen();
    double part = partOfLimit(label);
    boolean isEvent = part > (isTold ? AGAIN : 1) && isBeyondChance(label);
    boolean speaks = isEvent && !isTold;
    isTold = isEvent;
    return speaks
        ? Optional.of(new Imbalance(label, share(label), total, before.share(label)))
        : Optional.empty();
  }

  private double share(int label) {
    return (double) counts[label] / total;
  }

  private int mostRisen() {
    int most = 0;
    double partOfMost = partOfLimit(most);
    for (int label = 1; label < counts.length; label++) {
      double part = counts[label] == 0 ? 0 : partOfLimit(label);
      if (part > partOfMost) {
        most = label;
        partOfMost = part;
      }
    }
    return most;
  }

  /** How far a share has risen, as a part of what it may; of a label that was all there was, 0. */
  private double partOfLimit(int label) {
    double was = before.share(label);
    double limit = Math.min(RISE_MAX, RISE_OF_REST_MAX * (1 - was));
    return limit == 0 ? 0 : (share(label) - was) / limit;
  }

  private boolean isBeyondChance(int label) {
    double was = before.share(label);
    double known = before.total();
    double mayBe = was + DOUBT * (Math.sqrt(was * (1 - was) / known) + 1 / known);
    double share = share(label);
    if (share <= mayBe) {
      return false;
    }
    double rest = share == 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - mayBe));
    return total * (share * Math.log(share / mayBe) + rest) > CHANCE_NATS;
  }

  private void keep(int[] minibatch) {
    minibatches.addLast(minibatch);
    count(minibatch, 1);
  }

  private void count(int[] minibatch, int sign) {
    for (int i = 0; i < minibatch.length; i += 2) {
      if (minibatch[i] >= counts.length) {
        counts = Arrays.copyOf(counts, minibatch[i] + 1);
      }
      counts[minibatch[i]] += sign * minibatch[i + 1];
      total += sign * minibatch[i + 1];
    }
  }

  private static int size(int[] minibatch) {
    int size = 0;
    for (int i = 1; i < minibatch.length; i += 2) {
      size += minibatch[i];
    }
    return size;
  }

  /** How many bytes the state takes. */
  public int bytes() {
    int bytes = 1 + before.bytes() + VarLong.bytes(minibatches.size());
    for (int[] minibatch : minibatches) {
      bytes += VarLong.bytes(minibatch.length);
      for (int number : minibatch) {
        bytes += VarLong.bytes(number);
      }
    }
    return bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.put((byte) (isTold ? 1 : 0));
    before.writeTo(out);
    VarLong.write(out, minibatches.size());
    for (int[] minibatch : minibatches) {
      VarLong.write(out, minibatch.length);
      for (int number : minibatch) {
        VarLong.write(out, number);
      }
    }
  }

  /** The balance as it was written. */
  public static ClassBalance readFrom(ByteBuffer in) {
    boolean isTold = in.get() == 1;
    ClassBalance balance = new ClassBalance(LabelShares.readFrom(in));
    balance.isTold = isTold;
    for (int left = VarLong.readInt(in); left > 0; left--) {
      int[] minibatch = new int[VarLong.readInt(in)];
      for (int i = 0; i < minibatch.length; i++) {
        minibatch[i] = VarLong.readInt(in);
      }
      balance.keep(minibatch);
    }
    return balance;
  }
}
