package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;

/**
 * One stream into a pipeline.
 *
 * @param remaining what is to be sent of it: a stream that was stopped goes on at its outcome's
 *     {@link StreamOutcome#nextIndex}, or with what {@link SentSoFar} finds
 * @param perSecond records per second; infinity for as fast as Kafka takes them
 */
public record StreamConfig(
    Pipeline pipeline, ExampleStream stream, Remaining remaining, double perSecond) {
  /** A pace at which a person can watch what is learned. */
  public static final long PER_SECOND_DEFAULT = 2_000;

  public StreamConfig {
    if (!(perSecond > 0)) {
      throw new UserException(
          "%s records per second is not a rate: give --rate a number above 0, or max."
              .formatted(perSecond));
    }
    long startIndex = remaining.startIndex();
    if (startIndex < 0 || startIndex > stream.total()) {
      throw new UserException(
          "The stream has %d records, so it can't start at index %d: give an index from 0 to %d."
              .formatted(stream.total(), startIndex, stream.total()));
    }
  }

  /** The whole stream, as fast as Kafka takes it. */
  public static StreamConfig of(Pipeline pipeline, ExampleStream stream) {
    return new StreamConfig(pipeline, stream, Remaining.from(0), Double.POSITIVE_INFINITY);
  }

  /** Index of the first record to send, from 0. */
  public long startIndex() {
    return remaining.startIndex();
  }

  /** How many records are to be sent; {@link ExampleSource#ENDLESS} for no end. */
  public long count() {
    return stream.total() == ExampleSource.ENDLESS
        ? ExampleSource.ENDLESS
        : stream.total() - remaining.sentCount();
  }

  /** The same from another index on. */
  public StreamConfig startingAt(long index) {
    return with(Remaining.from(index));
  }

  /** The same with only this left of the stream. */
  public StreamConfig with(Remaining other) {
    return new StreamConfig(pipeline, stream, other, perSecond);
  }

  /** The same at another rate. */
  public StreamConfig atRate(double recordsPerSecond) {
    return new StreamConfig(pipeline, stream, remaining, recordsPerSecond);
  }
}
