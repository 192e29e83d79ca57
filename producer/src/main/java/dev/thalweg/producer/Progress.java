package dev.thalweg.producer;

/** Is told how far a stream has come, a few times a second. Called by the stream's own thread. */
public interface Progress extends AutoCloseable {
  /** Tells nobody. */
  Progress NONE = (sent, total, perSecond) -> {};

  /**
   * Says how far the stream is.
   *
   * @param sent records handed to Kafka in this run
   * @param total records of this run, or {@code ExampleSource.ENDLESS}
   * @param perSecond sent per second since the run began
   */
  void update(long sent, long total, double perSecond);

  /** The stream has ended; nothing is told after this. */
  @Override
  default void close() {}
}
