package dev.thalweg.producer;

import java.util.concurrent.atomic.AtomicLong;

/** What became of a stream's records so far, for those who watch it; any thread may ask. */
public final class StreamFigures {
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong labelsAcknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  void countAcknowledged(boolean isOfTheStream) {
    (isOfTheStream ? acknowledged : labelsAcknowledged).incrementAndGet();
  }

  void countFailed() {
    failed.incrementAndGet();
  }

  /** Records of the stream that all in-sync replicas have; labels that follow do not count. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Labels that all in-sync replicas have, where labels follow. */
  public long labelsAcknowledged() {
    return labelsAcknowledged.get();
  }

  /** Records and labels that Kafka refused, or did not take in time. */
  public long failed() {
    return failed.get();
  }
}
