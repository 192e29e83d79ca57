package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-31T12:00:00Z"));
  private static final ZoneId ZONE = ZoneId.of("+02:00");

  @ParameterizedTest
  @CsvSource({
    "now, 2026-01-31T12:00:00Z",
    "90s, 2026-01-31T11:58:30Z",
    "10m, 2026-01-31T11:50:00Z",
    "2h, 2026-01-31T10:00:00Z",
    "1d, 2026-01-30T12:00:00Z",
    "2026-01-31T11:00:00.5Z, 2026-01-31T11:00:00.5Z",
    "2026-01-31T11:00+01:00, 2026-01-31T10:00:00Z",
    "2026-01-31T11:00, 2026-01-31T09:00:00Z",
    "2026-01-31 11:00:30, 2026-01-31T09:00:30Z",
    "2026-01-31, 2026-01-30T22:00:00Z",
    "09:15, 2026-01-31T07:15:00Z",
    "17:00, 2026-01-31T15:00:00Z"
  })
  void text_isTheMomentThatItSays(String text, String moment) {
    assertThat(PointInTime.parse(text, CLOCK, ZONE)).isEqualTo(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "10", "10x", "-5m", "2026-02-30", "25:00", "9999999999s"})
  void textThatIsNoMoment_isRefusedWithTheFormsThereAre(String text) {
    assertThatThrownBy(() -> PointInTime.parse(text, CLOCK, ZONE))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("\"" + text + "\" is not a point in time: give now, how long ago");
  }

  @Test
  void since_isTheBeginningOrNowOrAMomentBefore() {
    assertThat(Since.parse("beginning", CLOCK, ZONE)).isEqualTo(Since.BEGINNING);
    assertThat(Since.parse("now", CLOCK, ZONE)).isEqualTo(Since.NOW);
    assertThat(Since.parse("1d", CLOCK, ZONE).from())
        .isEqualTo(Instant.parse("2026-01-30T12:00:00Z"));
    assertThatThrownBy(() -> Since.parse("17:00", CLOCK, ZONE))
        .isInstanceOf(UserException.class)
        .hasMessage("17:00 is in the future: give now, or a moment before.");
  }
}
