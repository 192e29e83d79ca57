package dev.thalweg.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.trainer.replay.ReplayRange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static ReplayRange range(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "replay";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLines.parse(ReplayCommand.class, Map.of(), all).range(InstantSource.fixed(NOW));
  }

  @Test
  void range_isTheWholeLogUnlessItIsSaid() {
    assertThat(range()).isEqualTo(ReplayRange.ALL);
  }

  @Test
  void offsets_areTheRangesBounds() {
    assertThat(range("--from-offset", "3", "--to-offset", "9"))
        .isEqualTo(new ReplayRange(OptionalLong.of(3), Optional.empty(), OptionalLong.of(9)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T11:00:00Z, 2026-01-31T11:00:00Z",
    "2026-01-31T11:00:00+02:00, 2026-01-31T09:00:00Z",
    "10m, 2026-01-31T11:50:00Z",
    "90s, 2026-01-31T11:58:30Z",
    "1d, 2026-01-30T12:00:00Z",
    "beginning, 1970-01-01T00:00:00Z"
  })
  void time_isAnInstantOrHowLongAgo(String text, String instant) {
    assertThat(range("--from-time", text).fromTime()).contains(Instant.parse(instant));
  }
}
