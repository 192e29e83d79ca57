package dev.thalweg.monitor.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.topics.PointInTime;
import dev.thalweg.topics.ReaderFixture;
import dev.thalweg.topics.RepeatFilter;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchTest {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  private Watch watch(ReaderFixture fixture, PipelineTopic topic, boolean json, long max) {
    return watch(fixture, topic, json, max, 1);
  }

  private Watch watch(
      ReaderFixture fixture,
      PipelineTopic topic,
      boolean json,
      long max,
      long every,
      String... filters) {
    PrintStream stream = new PrintStream(output, false, UTF_8);
    return new Watch(
        fixture::open,
        options(topic, Since.BEGINNING, Optional.empty(), every, max, 1, filters),
        json ? WatchOutput.json(stream, UTF_8) : WatchOutput.lines(stream, UTF_8));
  }

  private static WatchOptions options(
      PipelineTopic topic,
      Since since,
      Optional<Instant> until,
      long every,
      long max,
      long timeoutMs,
      String... filters) {
    return new WatchOptions(
        topic, since, until, List.of(filters), every, max, Duration.ofMillis(timeoutMs));
  }

  private static final class BrokenPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  private List<String> lines() {
    return output.toString(UTF_8).lines().toList();
  }

  @Test
  void repeatedSteps_areShownOnce() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    fixture.comes(
        "digits",
        Values.progress(0, 1),
        Values.progress(1, 1),
        Values.progress(0, 2),
        Values.progress(0, 1),
        Values.progress(0, 2),
        Values.progress(0, 3));
    // When
    long shown = watch(fixture, PipelineTopic.TRAINING, false, 0).run();
    // Then
    assertThat(shown).isEqualTo(4);
    assertThat(lines()).hasSize(5);
    assertThat(fixture.consumer.closed()).isTrue();
  }

  @Test
  void repeatedSnapshots_areShownOnceForEachKey() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.SNAPSHOTS);
    fixture.comes("digits/1", Values.snapshot(1), Values.snapshot(1), Values.snapshot(33));
    fixture.comes("digits/serving", Values.snapshot(33));
    // When
    long shown = watch(fixture, PipelineTopic.SNAPSHOTS, false, 3).run();
    // Then
    assertThat(shown).isEqualTo(3);
    assertThat(lines().get(3)).contains("digits/serving");
  }

  @Test
  void snapshotPinnedForTheSecondTime_isShownAgain() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.SNAPSHOTS);
    fixture.comes("digits/pinned", Values.snapshot(1), Values.snapshot(2), Values.snapshot(1));
    // When
    long shown = watch(fixture, PipelineTopic.SNAPSHOTS, false, 3).run();
    // Then
    assertThat(shown).isEqualTo(3);
  }

  @Test
  void repeatedDeadLetters_areShownOnceByOrigin() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.DEAD_LETTERS);
    fixture.comes("digits.samples-0-1", new byte[1], new RecordHeaders());
    fixture.comes("digits.samples-0-1", new byte[1], new RecordHeaders());
    fixture.comes("digits.samples-0-2", new byte[1], new RecordHeaders());
    // When
    long shown = watch(fixture, PipelineTopic.DEAD_LETTERS, true, 2).run();
    // Then
    assertThat(shown).isEqualTo(2);
    assertThat(lines()).hasSize(2).last().asString().contains("digits.samples-0-2");
  }

  @Test
  void unreadableRecords_areShown_andTheRestToo() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.comes("a", "hello".getBytes(UTF_8), new RecordHeaders());
    fixture.comes("b", (byte[]) null, new RecordHeaders());
    fixture.comes("c", Values.label());
    // When
    long shown = watch(fixture, PipelineTopic.LABELS, false, 3).run();
    // Then
    assertThat(shown).isEqualTo(3);
    assertThat(lines().get(1)).contains("unreadable: digits.labels-0-0, 5 bytes");
    assertThat(lines().get(2)).contains("unreadable: digits.labels-0-1, 0 bytes");
    assertThat(lines().get(3)).contains("test-00001");
  }

  @Test
  void maxMessages_endsIt() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.comes("a", Values.label(), Values.label(), Values.label());
    // When
    long shown = watch(fixture, PipelineTopic.LABELS, true, 2).run();
    // Then
    assertThat(shown).isEqualTo(2);
    assertThat(lines()).hasSize(2);
  }

  @Test
  void readerOfTheOutputThatHasGone_endsIt() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    PrintStream broken = new PrintStream(new BrokenPipe(), false, UTF_8);
    Watch watch =
        new Watch(
            fixture::open,
            options(PipelineTopic.LABELS, Since.NOW, Optional.empty(), 1, 0, 0),
            WatchOutput.lines(broken, UTF_8));
    // When
    long shown = watch.run();
    // Then
    assertThat(shown).isZero();
  }

  @Test
  void stop_endsIt() throws Exception {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    CompletableFuture<Void> polled = new CompletableFuture<>();
    fixture.consumer.schedulePollTask(() -> polled.complete(null));
    Watch watch =
        new Watch(
            fixture::open,
            options(PipelineTopic.LABELS, Since.NOW, Optional.empty(), 1, 0, 0),
            WatchOutput.lines(new PrintStream(output, false, UTF_8), UTF_8));
    CompletableFuture<Long> run = CompletableFuture.supplyAsync(watch::run);
    polled.get(10, TimeUnit.SECONDS);
    // When
    watch.stop();
    // Then
    assertThat(run.get(10, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void until_leavesOutWhatWasWrittenFromThenOn() {
    // Given
    long at = ReaderFixture.AT.toEpochMilli();
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.consumer.updateEndOffsets(Map.of(new TopicPartition(fixture.name(), 0), 5L));
    for (long ms : new long[] {-30, -20, -10, 0, 10}) {
      fixture.comesAt(at + ms, Values.label());
    }
    Watch watch = endless(fixture, Optional.of(ReaderFixture.AT));
    // When // Then
    assertThat(watch.run()).isEqualTo(3);
  }

  @Test
  void until_isNotEndedByOneRecordFromAhead_butByMost() {
    // Given
    long at = ReaderFixture.AT.toEpochMilli();
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.consumer.updateEndOffsets(Map.of(new TopicPartition(fixture.name(), 0), 1_000L));
    fixture.consumer.answer = 2; // what a broker would say
    fixture.comesAt(at - 100, Values.label());
    fixture.comesAt(-1, Values.label());
    fixture.comesAt(at + 3_000_000, Values.label());
    for (int i = 0; i < 20; i++) {
      fixture.comesAt(at - 50 + i, Values.label());
    }
    for (int i = 0; i < 40; i++) {
      fixture.comesAt(at + 60_000 + i, Values.label());
    }
    Watch watch = endless(fixture, Optional.of(ReaderFixture.AT));
    // When // Then: it ends, although the topic has more
    assertThat(watch.run()).isEqualTo(22);
  }

  @Test
  void since_leavesOutWhatIsEarlier_behindARecordFromAhead() {
    // Given
    long at = ReaderFixture.AT.toEpochMilli();
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.consumer.updateEndOffsets(Map.of(new TopicPartition(fixture.name(), 0), 5L));
    fixture.consumer.answer = 0;
    for (long ms : new long[] {3_000_000, -200, -100, 0, 100}) {
      fixture.comesAt(at + ms, Values.label());
    }
    Watch watch =
        new Watch(
            fixture::open,
            options(
                PipelineTopic.LABELS,
                new Since(ReaderFixture.AT, Long.MAX_VALUE),
                Optional.of(PointInTime.NOW),
                1,
                0,
                0),
            WatchOutput.lines(new PrintStream(output, false, UTF_8), UTF_8));
    // When // Then: that record, which says so, and the last two
    assertThat(watch.run()).isEqualTo(3);
  }

  @Test
  void untilNow_endsItAfterWhatIsThere() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.consumer.updateEndOffsets(Map.of(new TopicPartition(fixture.name(), 0), 2L));
    fixture.comes("a", Values.label(), Values.label(), Values.label());
    Watch watch = endless(fixture, Optional.of(PointInTime.NOW));
    // When // Then
    assertThat(watch.run()).isEqualTo(2);
    assertThat(fixture.consumer.askedMs).isEmpty();
  }

  @Test
  void untilNowOnAnEmptyTopic_endsItAtOnce() {
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    assertThat(endless(fixture, Optional.of(PointInTime.NOW)).run()).isZero();
  }

  /** Ends by its end alone. */
  private Watch endless(ReaderFixture fixture, Optional<Instant> until) {
    return new Watch(
        fixture::open,
        options(PipelineTopic.LABELS, Since.BEGINNING, until, 1, 0, 0),
        WatchOutput.lines(new PrintStream(output, false, UTF_8), UTF_8));
  }

  @Test
  void filters_letThroughWhatMeetsAllOfThem() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    fixture.comes(
        "k",
        Values.progress(0, 1),
        Values.progress(1, 2),
        Values.progress(0, 3),
        Values.progress(0, 4));
    // When
    long shown = watch(fixture, PipelineTopic.TRAINING, true, 0, 1, "partition=0", "step>1").run();
    // Then
    assertThat(shown).isEqualTo(2);
    assertThat(lines().get(0)).contains("\"step\":3");
    assertThat(lines().get(1)).contains("\"step\":4");
  }

  @Test
  void every_showsEachNthThatTheFiltersLetThrough() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    for (int step = 1; step <= 9; step++) {
      fixture.comes("k", Values.progress(0, step));
    }
    // When
    long shown = watch(fixture, PipelineTopic.TRAINING, true, 2, 3, "step>1").run();
    // Then
    assertThat(shown).isEqualTo(2);
    assertThat(lines().get(0)).contains("\"step\":4");
    assertThat(lines().get(1)).contains("\"step\":7");
  }

  @Test
  void recordsThatAreNotShown_areInTheTrendAllTheSame() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    for (int step = 1; step <= 96; step++) {
      fixture.comes("k", Values.progress(0, step));
    }
    // When
    watch(fixture, PipelineTopic.TRAINING, false, 1, 96).run();
    // Then
    assertThat(lines().get(1)).contains("   ███       -     6.25 %  yes");
  }

  @Test
  void heading_comesAgainWhereAPersonAsksForIt() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.comes("a", Values.label(), Values.label(), Values.label());
    // When
    new Watch(
            fixture::open,
            options(PipelineTopic.LABELS, Since.BEGINNING, Optional.empty(), 1, 3, 0),
            new WatchOutput(new PrintStream(output, false, UTF_8), false, UTF_8, 80, 2))
        .run();
    // Then
    assertThat(lines()).hasSize(5);
    assertThat(lines().get(3)).isEqualTo(lines().get(0)).startsWith("time");
  }

  @Test
  void directives_areShown() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.SAMPLES);
    fixture.comes("a", Values.sample());
    fixture.comes("directive-1", null, LearnerDirective.RESTART.headers());
    // When
    watch(fixture, PipelineTopic.SAMPLES, false, 1, 1, "directive=restart").run();
    // Then
    assertThat(lines().get(1)).contains("directive to the learner: restart (digits.samples-0-1)");
  }

  @Test
  void repeats_areRememberedWithinABound() {
    // Given
    RepeatFilter filter = new RepeatFilter(PipelineTopic.TRAINING);
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    for (int step = 0; step <= RepeatFilter.REMEMBERED_MAX; step++) {
      assertThat(filter.isRepeat(fixture.read("k", Values.progress(0, step)))).isFalse();
    }
    // When // Then
    assertThat(filter.isRepeat(fixture.read("k", Values.progress(0, 1)))).isTrue();
    assertThat(filter.isRepeat(fixture.read("k", Values.progress(0, 0)))).isFalse();
  }

  @Test
  void journalEntryThatComesAgain_isARepeat() {
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.JOURNAL);
    RepeatFilter filter = new RepeatFilter(PipelineTopic.JOURNAL);
    JournalEntry next = Values.journalEntry();
    next.setOffset(next.getOffset() + 1);
    assertThat(filter.isRepeat(fixture.read("1", Values.journalEntry()))).isFalse();
    assertThat(filter.isRepeat(fixture.read("1", next))).isFalse();
    assertThat(filter.isRepeat(fixture.read("1", Values.journalEntry()))).isTrue();
  }
}
