package dev.thalweg.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.FakeLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRangeTest {
  private final FakeLog log = new FakeLog();

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(100);
  }

  private Stretches in(Long from, Instant time, Long to) {
    return new ReplayRange(of(from), Optional.ofNullable(time), of(to)).in(log, "t.samples");
  }

  private static OptionalLong of(Long offset) {
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  private String refusal(Long from, Instant time, Long to) {
    try {
      in(from, time, to);
    } catch (UserException e) {
      return e.getMessage();
    }
    return "none";
  }

  @Test
  void noBounds_areTheWholeLog() {
    assertThat(ReplayRange.ALL.in(log, "t.samples")).isEqualTo(new Stretches(0, 100));
  }

  @Test
  void bounds_areTheFirstAndTheFirstBehind() {
    assertThat(in(10L, null, 20L)).isEqualTo(new Stretches(10, 20));
    assertThat(in(99L, null, 100L)).isEqualTo(new Stretches(99, 100));
  }

  @Test
  void time_isTheFirstRecordFromThenOn() {
    // The record at offset n is written n seconds after 1970.
    assertThat(in(null, Instant.ofEpochMilli(39_001), null)).isEqualTo(new Stretches(40, 100));
    assertThat(in(null, Instant.ofEpochSecond(40), 50L)).isEqualTo(new Stretches(40, 50));
    assertThat(in(null, Instant.EPOCH, null)).isEqualTo(new Stretches(0, 100));
  }

  @Test
  void timeBehindTheLastRecord_isToldSo() {
    assertThat(refusal(null, Instant.ofEpochSecond(100), null))
        .isEqualTo(
            "No sample of t.samples is from 1970-01-01T00:01:40Z or later: give an earlier"
                + " --from-time.");
  }

  @Test
  void rangeOutsideOfTheLog_isToldWhichOffsetsThereAre() {
    assertThat(refusal(101L, null, null))
        .isEqualTo("--from-offset 101 is outside t.samples, which has offsets 0 to 99.");
    assertThat(refusal(-1L, null, null)).startsWith("--from-offset -1 is outside");
    assertThat(refusal(null, null, 101L))
        .isEqualTo("--to-offset 101 is outside t.samples, which has offsets 0 to 99.");
  }

  @Test
  void emptyRange_isToldSo() {
    assertThat(refusal(50L, null, 40L))
        .isEqualTo(
            "There is no sample from offset 50 up to offset 40: give a range within t.samples,"
                + " which has offsets 0 to 99.");
    assertThat(refusal(50L, null, 50L)).startsWith("There is no sample from offset 50");
    assertThat(refusal(100L, null, null)).startsWith("There is no sample from offset 100");
  }

  @Test
  void trimmedLog_beginsWhereItBegins() {
    log.beginning = 30;

    assertThat(in(null, null, null)).isEqualTo(new Stretches(30, 100));
    assertThat(refusal(10L, null, null))
        .isEqualTo(
            "--from-offset 10 is outside t.samples, which has offsets 30 to 99;"
                + " earlier ones have been removed.");
  }

  @Test
  void emptyLog_isToldSo() {
    log.records = List.of();
    assertThat(refusal(null, null, null))
        .isEqualTo("t.samples holds no sample: produce some first.");
    log.records = Fixture.samples(5);
    log.beginning = 5;
    assertThat(refusal(null, null, null)).contains("below offset 5 have been removed");
  }

  @Test
  void twoBeginnings_areRefused() {
    assertThatThrownBy(
            () ->
                new ReplayRange(
                    OptionalLong.of(1), Optional.of(Instant.EPOCH), OptionalLong.empty()))
        .isInstanceOf(UserException.class)
        .hasMessage("Give either --from-offset or --from-time, not both.");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 19, 20, 21, 399, 1_000_003})
  void stretches_coverTheRangeWithoutGapOrOverlap(long length) {
    Stretches stretches = new Stretches(1_000, 1_000 + length);

    assertThat(stretches.count()).isEqualTo((int) Math.min(20, length));
    long begin = stretches.from();
    for (int i = 0; i < stretches.count(); i++) {
      assertThat(stretches.end(i)).isGreaterThan(begin);
      assertThat(stretches.stretch(begin)).isEqualTo(i);
      assertThat(stretches.stretch(stretches.end(i) - 1)).isEqualTo(i);
      begin = stretches.end(i);
    }
    assertThat(begin).isEqualTo(stretches.to());
  }
}
