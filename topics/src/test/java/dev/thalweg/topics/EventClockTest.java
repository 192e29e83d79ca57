package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final long T0 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final long DAY_MS = 86_400_000;

  private final EventClock clock = new EventClock();

  private void hear(int records) {
    for (int i = 0; i < records; i++) {
      clock.hear(T0 + i * 100L);
    }
  }

  @Test
  void recordsInOrder_areBelievedAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(clock.hear(T0 + i * 100L)).isEqualTo(T0 + i * 100L);
    }
  }

  @Test
  void fewRecordsFromAhead_moveNothing() {
    hear(100);
    long before = clock.nowMs();
    for (int i = 0; i < 7; i++) {
      assertThat(clock.hear(T0 + DAY_MS)).isEqualTo(before);
    }
    assertThat(clock.hear(before + 100)).isEqualTo(before + 100);
  }

  @Test
  void recordsFromThePast_moveNothing_howeverMany() {
    hear(100);
    long before = clock.nowMs();
    for (int i = 0; i < 1_000; i++) {
      assertThat(clock.hear(i)).isEqualTo(before);
    }
  }

  @Test
  void firstRecordFromAhead_isOutvoted() {
    clock.hear(T0 + DAY_MS);
    hear(100);
    assertThat(clock.nowMs()).isEqualTo(T0 + 9_900);
  }

  @Test
  void pause_isBelievedFromTheMiddleOn_orAtOnceWhereItWasWaited() {
    hear(100);
    for (int i = 0; i < 8; i++) {
      clock.hear(T0 + DAY_MS + i);
    }
    assertThat(clock.nowMs()).isEqualTo(T0 + DAY_MS + 7);
    assertThat(clock.hear(T0 + 2 * DAY_MS, DAY_MS)).isEqualTo(T0 + 2 * DAY_MS);
  }

  @Test
  void clockThatGoesOn_isNotMovedByItsFirstRecords() {
    EventClock goingOn = EventClock.goingOnFrom(T0);
    assertThat(goingOn.hear(T0 + DAY_MS)).isEqualTo(T0);
    assertThat(goingOn.hear(T0 + 500)).isEqualTo(T0 + 500);
  }
}
