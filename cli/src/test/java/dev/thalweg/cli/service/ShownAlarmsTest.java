package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownAlarmsTest {
  private final List<String> lines = new ArrayList<>();
  private final ShownAlarms shown = new ShownAlarms(lines::add, ZoneOffset.UTC, "digits");

  @Test
  void alarm_isOneLine_withTheModelOnlyIfItIsAnother() {
    // When
    shown.accept(
        new Alarm("digits", AlarmKind.DRIFT, "The errors rose.", Instant.ofEpochSecond(50)));
    shown.accept(
        new Alarm("shadow", AlarmKind.STALLED, "Nothing\ncomes.", Instant.ofEpochSecond(60)));
    // Then
    assertThat(lines)
        .containsExactly(
            "ALARM 00:00:50 DRIFT: The errors rose.",
            "ALARM 00:01:00 STALLED of shadow: Nothing?comes.");
  }

  @Test
  void moreThanAFewOfAKind_areSaidOnceToBeElsewhere() {
    // Given
    ShownAlarms few = new ShownAlarms(lines::add, ZoneOffset.UTC, "digits", 2);
    // When
    for (int i = 0; i < 5; i++) {
      few.accept(new Alarm("digits", AlarmKind.DRIFT, "Rise " + i, Instant.ofEpochSecond(50)));
    }
    few.accept(new Alarm("digits", AlarmKind.STALLED, "Quiet.", Instant.ofEpochSecond(60)));
    // Then
    assertThat(lines)
        .containsExactly(
            "ALARM 00:00:50 DRIFT: Rise 0",
            "ALARM 00:00:50 DRIFT: Rise 1",
            "More alarms DRIFT are not shown: the page and \"watch alarms\" have them.",
            "ALARM 00:01:00 STALLED: Quiet.");
  }
}
