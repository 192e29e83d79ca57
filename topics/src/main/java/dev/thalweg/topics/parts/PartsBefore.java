package dev.thalweg.topics.parts;

import dev.thalweg.topics.bounded.PartitionTail;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the parts of a head, which lie before it: not far, as a rule. */
public final class PartsBefore {
  /** Markers of transactions, and a few records of others. */
  private static final int OTHERS = 16;

  private PartsBefore() {}

  /** What became of it. */
  public enum Outcome {
    /** Every part was handed over. */
    WHOLE,
    /** A part is missing, or not in its place: another has replaced it, or nobody wrote it. */
    BROKEN,
    /** The reader was stopped. */
    ABANDONED
  }

  /** Who takes parts, in their order. */
  public interface Taker {
    /** A part; number 0 begins anew, and what came before it does not count. */
    void take(int part, ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * Hands over the parts of the head at an offset, from as far back as it has to; then the reader
   * stands where it was. The taker may be given some that turn out not to be whole.
   *
   * @param partOf the number of a record that is a part of such a head, negative where its value is
   *     none; empty of every other record
   * @throws dev.thalweg.topics.bounded.StalledReadException when the topic can't be read
   */
  public static Outcome read(
      PartitionTail tail,
      long head,
      int count,
      Function<ConsumerRecord<byte[], byte[]>, OptionalInt> partOf,
      Taker taker) {
    for (long back = count + (long) OTHERS; ; back *= 2) {
      PartOrder order = new PartOrder();
      int[] seen = {0};
      boolean read =
          tail.read(
              head - back,
              head,
              record -> {
                OptionalInt part = partOf.apply(record);
                if (part.isPresent()) {
                  seen[0]++;
                  if (order.accept(part.getAsInt())) {
                    taker.take(part.getAsInt(), record);
                  }
                }
              });
      if (!read) {
        return Outcome.ABANDONED;
      }
      if (order.isWhole(count)) {
        return Outcome.WHOLE;
      }
      if (seen[0] >= count || head - back <= tail.beginning()) {
        return Outcome.BROKEN;
      }
    }
  }
}
