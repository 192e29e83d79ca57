package dev.thalweg.scorer.gate;

import java.util.concurrent.atomic.AtomicLong;

/** What this process's gate has decided so far; counted by one thread, read by any. */
final class GateFigures {
  private final AtomicLong promoted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  void promoted() {
    promoted.incrementAndGet();
  }

  void refused() {
    refused.incrementAndGet();
  }

  long promotions() {
    return promoted.get();
  }

  long refusals() {
    return refused.get();
  }
}
