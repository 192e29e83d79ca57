package dev.thalweg.producer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;

/**
 * One stream into a pipeline.
 *
 * @param startIndex of the first record to send, from 0: a stream that was stopped goes on at its
 *     outcome's {@link StreamOutcome#nextIndex}
 * @param perSecond records per second; infinity for as fast as Kafka takes them
 */
public record StreamConfig(
    Pipeline pipeline, ExampleStream stream, long startIndex, double perSecond) {
  /** A pace at which a person can watch what is learned. */
  public static final long PER_SECOND_DEFAULT = 2_000;

  public StreamConfig {
    if (!(perSecond > 0)) {
      throw new UserException(
          "%s records per second is not a rate: give --rate a number above 0, or max."
              .formatted(perSecond));
    }
    if (startIndex < 0 || startIndex > stream.total()) {
      throw new UserException(
          "The stream has %d records, so it can't start at index %d: give an index from 0 to %d."
              .formatted(stream.total(), startIndex, stream.total()));
    }
  }

  /** The whole stream, as fast as Kafka takes it. */
  public static StreamConfig of(Pipeline pipeline, ExampleStream stream) {
    return new StreamConfig(pipeline, stream, 0, Double.POSITIVE_INFINITY);
  }

  /** The same from another index on. */
  public StreamConfig startingAt(long index) {
    return new StreamConfig(pipeline, stream, index, perSecond);
  }

  /** The same at another rate. */
  public StreamConfig atRate(double recordsPerSecond) {
    return new StreamConfig(pipeline, stream, startIndex, recordsPerSecond);
  }
}
