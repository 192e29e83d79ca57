package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Samples without a time, samples that can't be read, and samples that no model survives. */
@OnEachStack(containersByDefault = false)
class BadSamplesIT {
  private static final int PIXELS = 28 * 28;
  private static final int BATCH = 32;
  private static final int CORRUPT = 90;

  /** Records of which the stream has none to be refused. */
  private static final int GOOD = SampleStream.GARBAGE_EVERY - 1;

  /**
   * Fifty linear layers that amplify a white image 40 million times, and a rate that is right for
   * black ones: from these it learns how often a label comes, of those the gradient is beyond every
   * bound.
   */
  private static final String[] FRAGILE = {
    "--architecture",
    "28x28 " + "dense(10,identity) ".repeat(50) + "dense(10,linear) mean_squared_error",
    "--initialization",
    "HE_NORMAL",
    "--seed",
    "7",
    "--optimizer",
    "sgd",
    "--learning-rate",
    "1e-15",
    "--schedule",
    "constant",
    "--ema-samples",
    "0",
    "--snapshot-every",
    "32",
    "--on-divergence"
  };

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void samplesWithoutATime_areLearnedLikeAllOthers() {
    Trial trial = scenarios.trial("timeless");
    try (SampleStream stream = trial.stream()) {
      // Given
      for (int i = 0; i < 3 * BATCH; i++) {
        stream.sendWithTimestamp(i % 2 == 0 ? -1L : null);
      }
      stream.flush();

      // When, then
      assertThat(trial.audit(trial.train("one")).steps()).isEqualTo(3);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void corruptRunAtTheEndOfTheLog_isDeadLetteredOnceAcrossRestarts() {
    Trial trial = scenarios.trial("corrupt").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.send(GOOD);
      ThalwegProcess trainer = trial.trainReady("one");
      stream.sendGarbage(CORRUPT);
      trial.awaitCommitted(GOOD + CORRUPT, trainer);

      // When: politely, and not
      trial.stop(trainer);
      trainer = trial.trainReady("one");
      trial.kill(trainer);
      trainer = trial.train("one");
      stream.send(SampleStream.goodFrom(GOOD + CORRUPT));

      // Then
      trial.audit(trainer);
      assertThat(trial.topics().deadLetters()).isEqualTo(origins(trial, GOOD, GOOD + CORRUPT));
    }
  }

  private static List<String> origins(Trial trial, long from, long to) {
    return LongStream.range(from, to).mapToObj(offset -> trial.samples() + "-" + offset).toList();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void divergedMinibatch_isLeftOutAndLearningGoesOn() {
    Trial trial = scenarios.trial("skipped").options(with(FRAGILE, "skip")).replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      sendBatches(stream, 0, 2);
      sendBatches(stream, 255, 1);
      sendBatches(stream, 0, 2);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(5 * BATCH, trainer);

      // When: it meets the bad minibatch again
      trial.kill(trainer);
      trainer = trial.train("one");
      sendBatches(stream, 0, 1);

      // Then
      trial.audit(trainer);
      List<TrainingProgress> steps = trial.topics().training();
      assertThat(steps)
          .extracting(TrainingProgress::getApplied)
          .containsExactly(true, true, false, true, true, true);
      assertThat(steps.get(5).getLoss()).isPositive().isLessThan(steps.get(3).getLoss());
      assertThat(steps.get(3).getLoss()).isLessThan(steps.get(0).getLoss());
      assertThat(trial.topics().deadLetters()).isEqualTo(origins(trial, 2 * BATCH, 3 * BATCH));
      List<Alarm> alarms = trial.topics().read(PipelineTopic.ALARMS, Alarm.getClassSchema());
      assertThat(alarms).hasSize(1);
      assertThat(alarms.get(0).getKind()).isEqualTo(AlarmKind.DIVERGED);
      assertThat(alarms.get(0).getDetail()).contains("offsets 64 to 95");
      assertThat(trial.topics().snapshots()).hasSize(6).allMatch(BadSamplesIT::isFinite);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void divergedMinibatch_stopsTheTrainerWhenAskedTo() {
    Trial trial = scenarios.trial("halting").options(with(FRAGILE, "stop"));
    try (SampleStream stream = trial.stream()) {
      // Given
      sendBatches(stream, 0, 2);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(2 * BATCH, trainer);

      // When
      sendBatches(stream, 255, 1);
      sendBatches(stream, 0, 1);

      // Then: each time that it is started
      requireSentence(trainer, "exploded");
      requireSentence(trial.train("one"), "exploded");
      assertThat(trial.topics().training()).hasSize(2);
      assertThat(trial.topics().deadLetters()).isEmpty();
      assertThat(trial.auditCommitted().records()).isLessThan(3L * BATCH);

      // When, then: it goes on without it
      trial.audit(trial.options(with(FRAGILE, "skip")).train("one"));
      assertThat(trial.topics().training()).hasSize(4);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void lossThatExplodesByItsRate_stopsTheTrainerWhenAskedTo() {
    Trial trial =
        scenarios
            .trial("exploded")
            .options(
                "--optimizer",
                "sgd",
                "--learning-rate",
                "1e6",
                "--schedule",
                "constant",
                "--on-divergence",
                "stop");
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.send(500);

      // When, then
      requireSentence(trial.train("one"), "exploded");
      assertThat(trial.topics().snapshots()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void lossThatExplodesByABurstOfFalseLabels_stopsTheTrainerWhenAskedTo() {
    // Given: a rate that makes it as sure as can be of what it has seen
    Trial trial =
        scenarios
            .trial("poisoned")
            .options(
                "--architecture",
                "28x28 dense(10,softmax) cross_entropy",
                "--optimizer",
                "sgd",
                "--learning-rate",
                "10000",
                "--schedule",
                "constant",
                "--ema-samples",
                "0",
                "--snapshot-every",
                "32",
                "--on-divergence",
                "stop");
    try (SampleStream stream = trial.stream()) {
      sendBars(stream, 5 * BATCH, 0);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(5 * BATCH, trainer);

      // When
      sendBars(stream, BATCH, 1);

      // Then
      requireSentence(trainer, "exploded");
      assertThat(trial.topics().training()).hasSize(5);
      assertThat(trial.topics().training().get(4).getCorrect()).isEqualTo(BATCH);
      assertThat(trial.topics().snapshots()).hasSize(5).allMatch(BadSamplesIT::isFinite);
      trial.auditCommitted();
    }
  }

  private static void requireSentence(ThalwegProcess trainer, String says) {
    assertThat(trainer.awaitExit(Trial.LONG)).isEqualTo(1);
    assertThat(trainer.err().lines().filter(line -> line.startsWith("thalweg: ")))
        .hasSize(1)
        .first()
        .asString()
        .contains(says)
        .contains("lower learning rate");
  }

  private static String[] with(String[] options, String last) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = last;
    return all;
  }

  /** Images of one grey, most of them of class 3. */
  private static void sendBatches(SampleStream stream, int grey, int batches) {
    for (int i = 0; i < batches * BATCH; i++) {
      byte[] pixels = new byte[PIXELS];
      Arrays.fill(pixels, (byte) grey);
      stream.send(sample(pixels, i % 10 < 7 ? 3 : i % 10));
    }
    stream.flush();
  }

  /** Images of a bar at the place of their class, with labels that are off by so many. */
  private static void sendBars(SampleStream stream, int count, int off) {
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[PIXELS];
      int bar = i % 10;
      Arrays.fill(pixels, bar * 78, bar * 78 + 56, (byte) 200);
      stream.send(sample(pixels, (bar + off) % 10));
    }
    stream.flush();
  }

  private static Sample sample(byte[] pixels, int label) {
    return new Sample(
        "bad", List.of(28, 28), Datatype.UINT8, ByteBuffer.wrap(pixels), label, 1f, "guarantee");
  }

  private static boolean isFinite(Snapshot snapshot) {
    FloatBuffer floats =
        snapshot.getParameters().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    boolean finite = floats.hasRemaining();
    while (floats.hasRemaining()) {
      finite &= Float.isFinite(floats.get());
    }
    return finite;
  }
}
