package dev.thalweg.scorer.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** What has become of the images, once it is settled. Written by one thread; read by any. */
public final class DeliveredCounts {
  private final AtomicLong scored = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();

  void add(SentBatch batch) {
    scored.addAndGet(batch.scored());
    refused.addAndGet(batch.refused());
    skipped.addAndGet(batch.skipped());
  }

  /** Images with a prediction, of one model at least. */
  public long scored() {
    return scored.get();
  }

  /** Images with a dead letter. */
  public long refused() {
    return refused.get();
  }

  /** Predictions that a model owed to an image of another size, which other models could take. */
  public long skipped() {
    return skipped.get();
  }
}
