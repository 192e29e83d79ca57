package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.digits.SplitMix64;
import dev.thalweg.schemas.UserException;
import java.util.OptionalLong;

/**
 * The order in which a source is streamed, over any number of epochs: stream index to epoch and
 * position in the source. A pure function of the components, without state and without a table, so
 * a stream resumes anywhere at once.
 *
 * <p>An epoch's permutation is a Feistel network of {@value #ROUNDS} rounds over the next even
 * power of two, walked until it lands inside the source (Black and Rogaway, "Ciphers with arbitrary
 * finite domains", CT-RSA 2002, method 2); at most 4 walks on average.
 *
 * @param size examples in the source, or {@link ExampleSource#ENDLESS}
 * @param total records in the stream, or {@link ExampleSource#ENDLESS}
 * @param shuffle which epochs are shuffled
 * @param seed of the shuffles
 */
public record SampleOrder(long size, long total, Shuffle shuffle, long seed) {
  /** A single pass. */
  public static final int EPOCHS_DEFAULT = 1;

  public static final long SEED_DEFAULT = 1;

  private static final int ROUNDS = 6;
  private static final long INDEX_MAX = 1L << 62;

  /** Which epochs are in an order of their own instead of the source's. */
  public enum Shuffle {
    /** Every epoch in the source's order. */
    NEVER,
    /** The first in the source's order, so that a single pass is what the files say. */
    LATER_EPOCHS,
    /** Every epoch in its own seeded order. */
    EVERY_EPOCH
  }

  /**
   * A place in a source.
   *
   * @param epoch from 1
   * @param index in the source, from 0
   */
  public record Position(long epoch, long index) {}

  public SampleOrder {
    if (size < 1 || total < 0) {
      throw new IllegalArgumentException("size %d, total %d".formatted(size, total));
    }
  }

  /**
   * So many epochs over a source, at most {@code samplesMax} records in all; the first epoch in the
   * source's order, later ones reshuffled.
   *
   * @param epochs at least 1; means nothing for an endless source
   * @param samplesMax at least 1, or {@link ExampleSource#ENDLESS} for no limit
   */
  public static SampleOrder of(ExampleSource source, long epochs, long samplesMax, long seed) {
    if (epochs < 1) {
      throw new UserException("--epochs %d is too few: give at least 1.".formatted(epochs));
    }
    if (samplesMax < 1) {
      throw new UserException("--samples %d is too few: give at least 1.".formatted(samplesMax));
    }
    long size = source.size();
    boolean endless = size == ExampleSource.ENDLESS || epochs > INDEX_MAX / size;
    long all = endless ? ExampleSource.ENDLESS : size * epochs;
    return new SampleOrder(size, Math.min(all, samplesMax), Shuffle.LATER_EPOCHS, seed);
  }

  /** The same with other epochs shuffled. */
  public SampleOrder with(Shuffle other) {
    return new SampleOrder(size, total, other, seed);
  }

  public boolean isEndless() {
    return total == ExampleSource.ENDLESS;
  }

  /** Where the record at this index of the stream comes from. */
  public Position at(long streamIndex) {
    if (streamIndex < 0 || streamIndex >= total) {
      throw new IndexOutOfBoundsException(streamIndex);
    }
    if (size == ExampleSource.ENDLESS) {
      return new Position(1, streamIndex);
    }
    long epoch = streamIndex / size + 1;
    long index = streamIndex % size;
    return new Position(epoch, isShuffled(epoch) ? permuted(index, key(epoch)) : index);
  }

  /** Where the stream takes this position; empty when it never does. */
  public OptionalLong indexOf(Position position) {
    long epoch = position.epoch();
    long first = size == ExampleSource.ENDLESS ? 0 : (epoch - 1) * size;
    boolean inside = epoch >= 1 && position.index() >= 0 && position.index() < size;
    if (!inside || first < 0 || first >= total || (first == 0 && epoch > 1)) {
      return OptionalLong.empty();
    }
    long index =
        first + (isShuffled(epoch) ? unpermuted(position.index(), key(epoch)) : position.index());
    return index < total ? OptionalLong.of(index) : OptionalLong.empty();
  }

  private boolean isShuffled(long epoch) {
    return size != ExampleSource.ENDLESS
        && switch (shuffle) {
          case NEVER -> false;
          case LATER_EPOCHS -> epoch > 1;
          case EVERY_EPOCH -> true;
        };
  }

  private long key(long epoch) {
    return SplitMix64.mix(seed, epoch);
  }

  private long permuted(long index, long key) {
    long walked = index;
    do {
      walked = feistel(walked, halfBits(), key);
    } while (walked >= size);
    return walked;
  }

  /** The other way: the walk backwards. */
  private long unpermuted(long index, long key) {
    long walked = index;
    do {
      walked = unfeistel(walked, halfBits(), key);
    } while (walked >= size);
    return walked;
  }

  private int halfBits() {
    return Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
  }

  /** A bijection of 2 x {@code bits} bits. */
  private static long feistel(long value, int bits, long key) {
    long mask = (1L << bits) - 1;
    long left = value >>> bits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (SplitMix64.mix(key + round, right) & mask);
      left = right;
      right = next;
    }
    return left << bits | right;
  }

  private static long unfeistel(long value, int bits, long key) {
    long mask = (1L << bits) - 1;
    long left = value >>> bits;
    long right = value & mask;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long before = right ^ (SplitMix64.mix(key + round, left) & mask);
      right = left;
      left = before;
    }
    return left << bits | right;
  }
}
