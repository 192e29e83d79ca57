package dev.thalweg.trainer.log;

import java.time.Instant;
import java.util.OptionalLong;

/** What a learner begins with that no broker is behind. */
final class EmptySampleLog implements SampleLog {
  @Override
  public String topicId() {
    return "none";
  }

  @Override
  public boolean isMadeAgain() {
    return false;
  }

  @Override
  public long beginningOffset() {
    return 0;
  }

  @Override
  public long endOffset() {
    return 0;
  }

  @Override
  public OptionalLong committedOffset() {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong offsetAt(Instant time) {
    return OptionalLong.empty();
  }

  @Override
  public void read(long from, long to, Reader reader) {
    if (from < to) {
      throw new IllegalStateException(
          "The samples from offset %d to %d are in no log.".formatted(from, to - 1));
    }
  }

  @Override
  public void wakeup() {}

  @Override
  public void close() {}
}
