package dev.thalweg.topics.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.topics.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeSearchTest {
  private static final long T0 = 1_767_225_600_000L;
  private static final long SECOND_MS = 1_000;

  private final List<TimeSearch.Stamped> log = new ArrayList<>();
  private int reads;

  /** One record a second, at every second offset. */
  private void records(int count) {
    for (int i = 0; i < count; i++) {
      add(T0 + i * SECOND_MS);
    }
  }

  private void add(long timestampMs) {
    log.add(new TimeSearch.Stamped(2L * log.size(), timestampMs));
  }

  private void set(int record, long timestampMs) {
    log.set(record, new TimeSearch.Stamped(2L * record, timestampMs));
  }

  /** As a replay asks: the broker first. */
  private OptionalLong firstFrom(long momentMs) {
    OptionalLong found =
        log.stream()
            .filter(record -> record.timestampMs() >= momentMs)
            .mapToLong(TimeSearch.Stamped::offset)
            .findFirst();
    if (found.isEmpty()) {
      return found;
    }
    return new TimeSearch(this::read, EventTime.EARLIEST.toEpochMilli())
        .firstFrom(momentMs, found.getAsLong(), 2L * log.size());
  }

  private List<TimeSearch.Stamped> read(long from, long to) {
    reads++;
    return log.stream().filter(r -> r.offset() >= from && r.offset() < to).toList();
  }

  @Test
  void inALogInOrder_theBrokersAnswerIsTaken_afterOneLook() {
    records(10_000);
    assertThat(firstFrom(T0 + 5_000 * SECOND_MS)).hasValue(10_000);
    assertThat(reads).isLessThanOrEqualTo(2);
    assertThat(firstFrom(T0)).hasValue(0);
    assertThat(firstFrom(T0 + 9_999 * SECOND_MS)).hasValue(2 * 9_999);
    assertThat(firstFrom(T0 + 10_000 * SECOND_MS)).isEmpty();
  }

  @Test
  void recordFromAhead_isNotTheAnswerForWhatComesAfterIt() {
    records(10_000);
    set(17, T0 + 9_000 * SECOND_MS);
    set(18, T0 + 50_000 * SECOND_MS);
    assertThat(firstFrom(T0 + 5_000 * SECOND_MS)).hasValue(10_000);
    assertThat(reads).isLessThan(50);
  }

  @Test
  void recordsWithoutATime_areNotAsked() {
    SplittableRandom random = new SplittableRandom(1);
    records(10_000);
    for (int i = 0; i < 10_000; i++) {
      if (i != 5_000 && random.nextInt(3) > 0) {
        set(i, random.nextBoolean() ? -1 : 0);
      }
    }
    set(100, T0 + 9_000 * SECOND_MS);
    assertThat(firstFrom(T0 + 5_000 * SECOND_MS)).hasValue(10_000);
  }
}
