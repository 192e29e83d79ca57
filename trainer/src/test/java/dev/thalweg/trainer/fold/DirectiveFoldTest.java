package dev.thalweg.trainer.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Directives among samples, in minibatches of four. */
class DirectiveFoldTest {
  /** A rate that falls, so that the clock matters. */
  private static final LearnerConfig CONFIG =
      new LearnerConfig(
          Fixture.PIPELINE,
          Fixture.ARCHITECTURE,
          Datatype.UINT8,
          Fixture.config()
              .hyperparameters()
              .with(Hyperparameters.SCHEDULE, new Schedule.InverseSqrt(0.05, 20, 0.001)),
          Fixture.SNAPSHOT_EVERY,
          LearnerConfig.OnDivergence.SKIP);

  /** A fold's outputs and its last state. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Run(Collected outputs, byte[] blob) {
    byte[] learner() {
      ByteBuffer state = FoldState.fromBytes(blob).learner();
      byte[] bytes = new byte[state.remaining()];
      state.get(bytes);
      return bytes;
    }
  }

  private static FakeLog log(int samples, long... directives) {
    FakeLog log = new FakeLog();
    log.records = Fixture.samples(samples);
    for (long offset : directives) {
      log.insert(offset, LearnerDirective.RESTART);
    }
    return log;
  }

  private static Run run(FakeLog log) {
    return run(log, CONFIG);
  }

  private static Run run(FakeLog log, LearnerConfig config) {
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(config)) {
      Fixture.consume(fold, log, log.endOffset(), outputs);
      return new Run(outputs, fold.blob("t", new byte[0]));
    }
  }

  private static JournalEntry entry(long step, long offset) {
    return new JournalEntry(0, step, offset, JournalKind.DIRECTIVE, "restart", "", -1L);
  }

  @Test
  void restart_isJournaledAndChangesWhatIsLearnedFromItsMinibatchOn() {
    // Given: in the third minibatch, which is open
    Run plain = run(log(80));

    // When
    Run restarted = run(log(80, 10));

    // Then: it is no sample
    assertThat(restarted.outputs.journal).containsExactly(entry(2, 11));
    assertThat(restarted.outputs.deadLetters).isEmpty();
    List<TrainingProgress> with = restarted.outputs.progress;
    List<TrainingProgress> without = plain.outputs.progress;
    assertThat(with)
        .extracting("samples")
        .isEqualTo(without.stream().map(p -> p.getSamples()).toList());
    assertThat(with.subList(0, 3)).isEqualTo(without.subList(0, 3));
    assertThat(with.get(3).getLoss()).isNotEqualTo(without.get(3).getLoss());
    assertThat(plain.outputs.snapshots).extracting(Snapshot::getVersion).startsWith(12L, 20L, 32L);
    assertThat(restarted.outputs.snapshots)
        .as("one more, half the distance after the restart")
        .extracting(Snapshot::getVersion)
        .startsWith(12L, 16L, 20L, 32L)
        .hasSize(plain.outputs.snapshots.size() + 1);
    assertThat(restarted.outputs.snapshots.get(0).getOffsets().get(0).getOffset()).isEqualTo(13);
  }

  @Test
  void restartInsideAMinibatch_isThatAtItsFirstSample() {
    // Given
    Run atEdge = run(log(80, 20));

    for (long inside : new long[] {21, 22, 23}) {
      // When
      Run within = run(log(80, inside));

      // Then: the same but for the offset
      assertThat(within.outputs.progress).isEqualTo(atEdge.outputs.progress);
      assertThat(within.learner()).isEqualTo(atEdge.learner());
      assertThat(within.outputs.journal).containsExactly(entry(5, inside + 1));
    }
    assertThat(run(log(80, 24)).learner()).isNotEqualTo(atEdge.learner());
  }

  @Test
  void twoInARow_areJournaledTwiceAndLearnedLikeOne() {
    // When
    Run two = run(log(80, 22, 23));

    // Then
    assertThat(two.learner()).isEqualTo(run(log(80, 22)).learner());
    assertThat(two.outputs.journal).containsExactly(entry(5, 23), entry(5, 24));
  }

  @Test
  void restartAsTheFirstRecord_isJournaledAndChangesNoWeight() {
    Run first = run(log(80, 0));
    assertThat(first.learner()).isEqualTo(run(log(80)).learner());
    assertThat(first.outputs.journal).containsExactly(entry(0, 1));
  }

  static List<LearnerConfig> configs() {
    return List.of(CONFIG, Fixture.withReplay(CONFIG));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void foldThatIsKilledAtAnyOffset_goesOnBitForBit(LearnerConfig config) {
    // Given: the first record, at both edges of a minibatch, inside, two in a row, and the last
    FakeLog log = log(100, 0, 17, 18, 39, 60, 66, 67, 107);
    long end = log.endOffset();
    Run uninterrupted = run(log, config);
    assertThat(uninterrupted.outputs.journal).hasSize(8);

    for (long put = 0; put <= end; put++) {
      Collected outputs = new Collected();
      byte[] blob;
      try (SampleFold killed = Fixture.fold(config)) {
        Fixture.consume(killed, log, put, outputs);
        blob = killed.blob("t", new byte[0]);
      }

      // When: a new one takes the state, and what is below the offset without outputs
      try (SampleFold next = Fixture.fold(config, 0, blob, log)) {
        Fixture.consume(next, log, put, FoldOutputs.NONE);
        byte[] redone = next.blob("t", new byte[0]);
        Fixture.consume(next, log, end, outputs);

        // Then: it is where the killed one was, and comes to the same end
        assertThat(redone).as("state at %d", put).isEqualTo(blob);
        assertThat(next.blob("t", new byte[0])).as("from %d", put).isEqualTo(uninterrupted.blob);
        assertThat(outputs.hashes()).isEqualTo(uninterrupted.outputs.hashes());
        assertThat(outputs.progress).isEqualTo(uninterrupted.outputs.progress);
        assertThat(outputs.journal).isEqualTo(uninterrupted.outputs.journal);
      }
    }
  }

  @Test
  void recordThatIsNoDirectiveInSpiteOfItsHeader_isRefusedAndChangesNothing() {
    // Given: an unknown text, no text, a value beside a known one, and no header
    Headers unknown = new RecordHeaders().add(LearnerDirective.HEADER, "Restart".getBytes(UTF_8));
    Headers empty = new RecordHeaders().add(LearnerDirective.HEADER, null);
    FakeLog log = log(80);
    log.insert(9, unknown, null);
    log.insert(10, empty, null);
    log.insert(13, LearnerDirective.RESTART.headers(), Fixture.sample(7));
    log.insert(30, new RecordHeaders(), null);

    // When
    Run run = run(log);

    // Then
    assertThat(run.outputs.deadLetters)
        .extracting(letter -> letter.origin().offset())
        .containsExactly(9L, 10L, 13L, 30L);
    assertThat(run.outputs.deadLetters)
        .extracting(DeadLetter::error)
        .satisfiesExactly(
            error -> assertThat(error).contains("\"Restart\", which is not a directive"),
            error -> assertThat(error).contains("not a directive"),
            error -> assertThat(error).contains("but it has a value too"),
            error -> assertThat(error).isEqualTo("The record has no value."));
    assertThat(run.outputs.journal).isEmpty();
    assertThat(run.learner()).isEqualTo(run(log(80)).learner());
  }

  @Test
  void stateOfTheFormatWithoutRestarts_isReadAndGoesOn() {
    // Given: a state as it was written before there were directives
    FakeLog log = log(80);
    byte[] old;
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      Fixture.consume(fold, log, 42, FoldOutputs.NONE);
      old = formatOne(fold.blob("t", new byte[0]));
    }

    // When
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      fold.restore(FoldState.fromBytes(old));
      assertThat(fold.next()).isEqualTo(40);
      Fixture.consume(fold, log, 80, FoldOutputs.NONE);

      // Then
      assertThat(fold.blob("t", new byte[0])).isEqualTo(run(log).blob);
    }
  }

  @Test
  void stateOfTheFormatOfClasses_isReadAndGoesOn() {
    Collected outputs = new Collected();
    Collected resumed = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config());
        SampleFold other = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, Fixture.samples(40), 20, FoldOutputs.NONE);
      other.restore(FoldState.fromBytes(formatFive(fold.blob("t", new byte[0]))));

      Fixture.consume(fold, Fixture.samples(40), 40, outputs);
      Fixture.consume(other, Fixture.samples(40), 40, resumed);

      assertThat(resumed.progress).isEqualTo(outputs.progress);
      assertThat(other.blob("t", new byte[0])).isEqualTo(fold.blob("t", new byte[0]));
    }
  }

  @Test
  void stateOfTheFormatWithoutCounted_isReadAndGoesOn() {
    // Given: a state as it was written before losses were counted
    FakeLog log = log(80);
    byte[] old;
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      Fixture.consume(fold, log, 42, FoldOutputs.NONE);
      old = formatTwo(fold.blob("t", new byte[0]));
    }

    // When
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      fold.restore(FoldState.fromBytes(old));
      Fixture.consume(fold, log, 80, FoldOutputs.NONE);

      // Then
      assertThat(fold.blob("t", new byte[0])).isEqualTo(run(log).blob);
    }
  }

  @Test
  void stateOfANewerProgram_isRefusedWithASentence() {
    byte[] newer;
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      newer = fold.blob("t", new byte[0]);
    }
    newer[3] = 7;

    assertThatThrownBy(() -> FoldState.fromBytes(newer))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the program that wrote it")
        .hasMessageContaining("--pipeline");
  }

  /** Without the learner's third counter. */
  private static byte[] formatOne(byte[] blob) {
    byte[] two = formatTwo(blob);
    return without(two, header(two) + 2 * Long.BYTES, Long.BYTES, 1);
  }

  /** Without the count of losses, the last but one of the header. */
  private static byte[] formatTwo(byte[] blob) {
    byte[] three = formatThree(blob);
    return without(three, header(three) - 2 * Long.BYTES, Long.BYTES, 2);
  }

  /** Without the last label, the last of the header, and the parts behind the format. */
  private static byte[] formatThree(byte[] blob) {
    byte[] five = formatFive(blob);
    byte[] shorter = without(five, header(five) - Integer.BYTES, Integer.BYTES, 3);
    return without(shorter, Integer.BYTES, Integer.BYTES, 3);
  }

  /** With the last label in place of the sum of errors and the last target. */
  private static byte[] formatFive(byte[] blob) {
    int at = header(blob) - 2 * Double.BYTES;
    int label = (int) ByteBuffer.wrap(blob).getDouble(at + Double.BYTES);
    byte[] shorter = without(blob, at, 2 * Double.BYTES - Integer.BYTES, 5);
    return ByteBuffer.wrap(shorter).putInt(at, label).array();
  }

  private static int header(byte[] blob) {
    return blob.length - FoldState.fromBytes(blob).learner().remaining();
  }

  /** Without some bytes, and of an older format. */
  private static byte[] without(byte[] blob, int at, int count, int format) {
    ByteBuffer old = ByteBuffer.allocate(blob.length - count);
    old.put(blob, 0, at).put(blob, at + count, blob.length - at - count);
    return old.putInt(0, format).array();
  }
}
