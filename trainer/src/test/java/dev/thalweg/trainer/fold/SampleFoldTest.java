package dev.thalweg.trainer.fold;

import static dev.thalweg.trainer.Fixture.consume;
import static dev.thalweg.trainer.Fixture.fold;
import static dev.thalweg.trainer.Fixture.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFoldTest {

  @Test
  void progress_comesOncePerMinibatchAndCountsSamples() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(11), 11, outputs);
    }

    // Then
    assertThat(outputs.progress).extracting("step").containsExactly(1L, 2L);
    assertThat(outputs.progress).extracting("samples").containsExactly(4L, 8L);
    assertThat(outputs.progress)
        .allSatisfy(p -> assertThat(p.getLoss()).isPositive().isFinite())
        .allSatisfy(p -> assertThat(p.getCorrect()).isBetween(0, 4))
        .allSatisfy(p -> assertThat(p.getClassCounts()).hasSize(3))
        .allSatisfy(
            p -> assertThat(p.getClassCounts().stream().mapToInt(c -> c).sum()).isEqualTo(4));
  }

  @Test
  void snapshot_isTakenAtTheFirstStepThatReachesAMultiple() {
    // Given: minibatches of 4, a snapshot every 10
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(40), 40, outputs);
    }

    // Then
    assertThat(outputs.snapshots).extracting("version").containsExactly(12L, 20L, 32L, 40L);
    assertThat(outputs.snapshots).extracting("sequence").containsExactly(0L, 1L, 2L, 3L);
    assertThat(outputs.snapshots.get(1).getOffsets()).containsExactly(new PartitionOffset(0, 20L));
  }

  @Test
  void snapshots_areAChainOfTheirHashes() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(40), 40, outputs);
    }

    // Then
    String parent = "";
    for (Snapshot snapshot : outputs.snapshots) {
      assertThat(SnapshotSeal.mismatch(snapshot)).isEmpty();
      assertThat(snapshot.getParentSha256()).isEqualTo(parent);
      parent = snapshot.getSha256();
    }
  }

  @Test
  void refusedRecords_areDeadLettersAndChangeNothingElse() {
    // Given: a log with refused records between the samples, and one without
    List<byte[]> log = new ArrayList<>();
    List<Integer> refused = List.of(0, 3, 4, 5, 17, 30);
    byte[][] rubbish = {
      null,
      {1, 2, 3},
      Fixture.encode(
          new Sample(
              "size", List.of(3, 2), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), 0, 1f, "")),
      Fixture.encode(
          new Sample(
              "pixels", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[5]), 0, 1f, "")),
      Fixture.encode(
          new Sample(
              "label", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), 3, 1f, "")),
      Fixture.encode(
          new Sample(
              "negative", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), -1, 1f, "")),
    };
    for (byte[] sample : samples(40)) {
      while (refused.contains(log.size())) {
        log.add(rubbish[refused.indexOf(log.size())]);
      }
      log.add(sample);
    }
    Collected clean = new Collected();
    Collected outputs = new Collected();

    // When
    byte[] cleanState;
    byte[] state;
    try (SampleFold cleanFold = fold(Fixture.config());
        SampleFold fold = fold(Fixture.config())) {
      consume(cleanFold, samples(40), 40, clean);
      consume(fold, log, log.size(), outputs);
      cleanState = learnerState(cleanFold);
      state = learnerState(fold);
    }

    // Then
    assertThat(state).isEqualTo(cleanState);
    assertThat(outputs.progress).isEqualTo(clean.progress);
    assertThat(outputs.deadLetters)
        .extracting(letter -> (int) letter.origin().offset())
        .isEqualTo(refused);
    assertThat(outputs.deadLetters).extracting(DeadLetter::value).containsExactly(rubbish);
    assertThat(outputs.deadLetters.get(2).error()).contains("3x2").contains("2x3");
    assertThat(outputs.deadLetters.get(4).error()).contains("label is 3").contains("0 to 2");
  }

  static List<LearnerConfig> configs() {
    String pictures =
        "2x3 conv(4,2x2,relu) norm pool(1x2) conv(3,1x1,tanh) flatten dense(3,softmax)"
            + " cross_entropy";
    return List.of(
        Fixture.config(),
        Fixture.replaying(),
        Fixture.standardized(),
        Fixture.withReplay(Fixture.standardized()),
        Fixture.regression(),
        Fixture.withReplay(Fixture.regression()),
        Fixture.withReplay(Fixture.config(Architecture.parse(pictures))));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void fold_restoredAnywhereBetweenMinibatches_goesOnBitForBit(LearnerConfig config) {
    // Given
    Fixture.FakeLog log = new Fixture.FakeLog();
    log.records = samples(400);
    log.records.set(77, new byte[] {1});
    Collected uninterrupted = new Collected();
    byte[] expected;
    try (SampleFold fold = fold(config)) {
      consume(fold, log, 400, uninterrupted);
      expected = fold.blob("t", new byte[0]);
    }
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);

    // When: it is stopped at random offsets; what follows the last state is read again
    Collected outputs = new Collected();
    byte[] blob = null;
    long outputsUpTo = 0;
    for (long end = 0; end < 400; ) {
      end = Math.min(400, end + 1 + random.nextInt(60));
      try (SampleFold fold = blob == null ? fold(config) : Fixture.fold(config, 0, blob, log)) {
        consume(fold, log, outputsUpTo, FoldOutputs.NONE);
        while (fold.next() < end) {
          consume(fold, log, fold.next() + 1, outputs);
          if (fold.isBetweenMinibatches() && random.nextInt(3) == 0) {
            blob = fold.blob("t", new byte[0]);
          }
        }
        outputsUpTo = end;
      }
    }

    // Then
    try (SampleFold fold = Fixture.fold(config, 0, blob, log)) {
      consume(fold, log, 400, FoldOutputs.NONE);
      assertThat(fold.blob("t", new byte[0])).as("seed %d", seed).isEqualTo(expected);
    }
    assertThat(outputs.hashes()).as("seed %d", seed).isEqualTo(uninterrupted.hashes());
    assertThat(outputs.progress).as("seed %d", seed).isEqualTo(uninterrupted.progress);
  }

  @Test
  void missingNumber_isTakenByANetworkThatStandardizes() {
    LearnerConfig standardized =
        Fixture.config(
            Fixture.standardized().architecture(), 0.05, dev.thalweg.model.network.Datatype.FP32);
    float[] numbers = {1, Float.NaN, 3, 4, 5, 6};
    float[] wild = {1, Float.POSITIVE_INFINITY, 3, 4, 5, 6};
    for (LearnerConfig config :
        List.of(standardized, Fixture.config(0.05, dev.thalweg.model.network.Datatype.FP32))) {
      Collected outputs = new Collected();
      try (SampleFold fold = fold(config)) {
        List<byte[]> log = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          log.add(Fixture.encode(Fixture.fractions("a", i == 1 ? wild : numbers, 1, 1f)));
        }
        consume(fold, log, 4, outputs);
      }

      List<String> refused = outputs.deadLetters.stream().map(DeadLetter::error).toList();
      boolean takes = config.architecture().isStandardized();
      assertThat(refused).hasSize(takes ? 1 : 4);
      assertThat(refused.get(takes ? 0 : 1))
          .isEqualTo(
              "The number at 1 is Infinity; every number must be finite"
                  + (takes ? ", or NaN where it is missing." : "."));
    }
  }

  @Test
  void numbers_areLearnedWithErrorsInPlaceOfClasses() {
    // Given: labels 0, 1, 2, which are numbers too, and some that can't be
    List<byte[]> log = samples(400);
    for (double target : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e31}) {
      ByteBuffer pixels = ByteBuffer.wrap(new byte[6]);
      log.add(
          7,
          Fixture.encode(
              new Sample("wild", List.of(2, 3), Datatype.UINT8, pixels, target, 1f, "")));
    }
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.regression())) {
      consume(fold, log, 403, outputs);
    }

    // Then
    assertThat(outputs.deadLetters).hasSize(3);
    assertThat(outputs.deadLetters.get(2).error())
        .isEqualTo("The target is NaN; it must be a number of a magnitude of at most 1.0E30.");
    double absolute = 0;
    for (TrainingProgress progress : outputs.progress) {
      assertThat(progress.getErrors().getCounted()).isEqualTo(Fixture.BATCH);
      assertThat(progress.getClassCounts()).isEmpty();
      assertThat(progress.getPredictedCounts()).isEmpty();
      assertThat(progress.getUnchanged()).isEqualTo(-1);
      assertThat(progress.getUnchangedError()).isBetween(0.0, 8.0);
      assertThat(progress.getCorrect()).isZero();
      absolute += progress.getErrors().getAbsolute();
    }
    Snapshot last = outputs.snapshots.get(outputs.snapshots.size() - 1);
    assertThat(last.getError()).isEqualTo(absolute / 400);
    assertThat(last.getAccuracy()).isZero();
    assertThat(outputs.progress.get(99).getErrors().getAbsolute())
        .isLessThan(outputs.progress.get(0).getErrors().getAbsolute());
  }

  @Test
  void stateOfAFoldThatReplays_needsTheSamplesOfItsBuffer() {
    // Given: a buffer of 24 samples, and a refused record among the last
    Fixture.FakeLog log = new Fixture.FakeLog();
    log.records = samples(100);
    log.records.set(90, new byte[] {1});
    try (SampleFold fold = fold(Fixture.replaying())) {
      // When
      Fixture.consume(fold, log, 95, FoldOutputs.NONE);

      // Then
      FoldState state = FoldState.fromBytes(fold.blob("t", new byte[0]));
      assertThat(state.next()).isEqualTo(93);
      assertThat(state.firstNeeded()).isEqualTo(68);

      // When: it forgets them all
      fold.obey(95, LearnerDirective.RESTART, FoldOutputs.NONE);

      // Then
      assertThat(FoldState.fromBytes(fold.blob("t", new byte[0])).firstNeeded()).isEqualTo(93);
    }
  }

  @Test
  void stateOfAnUnfinishedMinibatch_standsAtItsFirstSample() {
    // Given: two minibatches of four, a refused record, and two samples more
    List<byte[]> log = samples(20);
    log.set(8, new byte[] {7});
    Collected uninterrupted = new Collected();
    Collected resumed = new Collected();
    try (SampleFold fold = fold(Fixture.config());
        SampleFold other = fold(Fixture.config())) {
      consume(fold, log, 11, FoldOutputs.NONE);

      // When
      FoldState state = FoldState.fromBytes(fold.blob("t", new byte[0]));
      other.restore(state);

      // Then: the other takes the two from the log again, and both go on alike
      assertThat(state.next()).isEqualTo(9);
      consume(fold, log, 20, uninterrupted);
      consume(other, log, 20, resumed);
      assertThat(resumed.hashes()).isNotEmpty().isEqualTo(uninterrupted.hashes());
      assertThat(other.blob("t", new byte[0])).isEqualTo(fold.blob("t", new byte[0]));
    }
  }

  @Test
  void divergedMinibatch_isLeftOutWithAnAlarmAndItsSamplesInDeadLetters() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.diverging(OnDivergence.SKIP))) {
      consume(fold, samples(40), 40, outputs);

      // Then
      assertThat(fold.samples()).isEqualTo(40);
    }
    assertThat(outputs.progress.get(0).getApplied()).isTrue();
    long left = outputs.progress.stream().filter(p -> !p.getApplied()).count();
    assertThat(left).isPositive();
    assertThat(outputs.alarms).hasSize((int) left);
    assertThat(outputs.alarms).allMatch(alarm -> alarm.getKind() == AlarmKind.DIVERGED);
    assertThat(outputs.deadLetters).hasSize((int) left * Fixture.BATCH);
    assertThat(outputs.deadLetters.get(0).value())
        .isEqualTo(Fixture.sample(outputs.deadLetters.get(0).origin().offset()));
    assertThat(outputs.snapshots).isNotEmpty();
    assertThat(outputs.snapshots).allSatisfy(s -> assertThat(finite(s.getParameters())).isTrue());
  }

  @Test
  void divergedMinibatch_stopsTheLearnerWhenAskedTo() {
    try (SampleFold fold = fold(Fixture.diverging(OnDivergence.STOP))) {
      assertThatThrownBy(() -> consume(fold, samples(40), 40, new Collected()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("not finite")
          .hasMessageContaining("lower learning rate");
    }
  }

  @Test
  void snapshotsLoss_isTheMeanOfTheSamplesThatWereLearned() {
    // Given
    Collected outputs = new Collected();

    // When: the first of ten steps is taken
    try (SampleFold fold = fold(Fixture.diverging(OnDivergence.SKIP))) {
      consume(fold, samples(40), 40, outputs);
    }

    // Then
    assertThat(outputs.progress).filteredOn(TrainingProgress::getApplied).hasSize(1);
    double learned = outputs.progress.get(0).getLoss();
    assertThat(outputs.snapshots).extracting(Snapshot::getLoss).containsOnly(learned);
  }

  @Test
  void explodedLoss_stopsTheLearnerBeforeItReachesASnapshot_whenAskedTo() {
    // Given: a network that its learning rate throws far out
    Collected outputs = new Collected();
    LearnerConfig config = with(Fixture.config(1e6), OnDivergence.STOP);

    // When, then
    try (SampleFold fold = fold(config)) {
      assertThatThrownBy(() -> consume(fold, samples(40), 40, outputs))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("exploded")
          .hasMessageContaining("lower learning rate");
    }
    assertThat(outputs.snapshots).isEmpty();
  }

  private static LearnerConfig with(LearnerConfig config, OnDivergence onDivergence) {
    return new LearnerConfig(
        config.pipeline(),
        config.architecture(),
        config.datatype(),
        config.hyperparameters(),
        config.snapshotEvery(),
        onDivergence);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e7f, 1e12f, 1e30f, Float.MAX_VALUE})
  void sampleOfHugeNumbers_costsItsMinibatchAndNothingElse(float number) {
    // Given: of one class each, so that the network is wrong about one at least
    List<byte[]> log = new ArrayList<>();
    for (int offset = 0; offset < 40; offset++) {
      log.add(Fixture.encode(Fixture.fractions(offset)));
    }
    float[] huge = {number, -number, number, number, -number, number};
    for (int label = 0; label < 3; label++) {
      log.set(9 + label, Fixture.encode(Fixture.fractions("huge", huge, label, 1f)));
    }
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config(0.05, dev.thalweg.model.network.Datatype.FP32))) {
      consume(fold, log, 8, outputs);
      byte[] before = learnerState(fold);
      consume(fold, log, 12, outputs);
      byte[] after = learnerState(fold);
      after[0] = before[0]; // the step is counted
      assertThat(after).isEqualTo(before);
      consume(fold, log, 40, outputs);
    }

    // Then
    assertThat(outputs.progress)
        .extracting(TrainingProgress::getApplied)
        .containsExactly(true, true, false, true, true, true, true, true, true, true);
    assertThat(outputs.alarms).hasSize(1);
    assertThat(outputs.deadLetters)
        .extracting(letter -> letter.origin().offset())
        .containsExactly(8L, 9L, 10L, 11L);
    assertThat(outputs.snapshots)
        .isNotEmpty()
        .allSatisfy(s -> assertThat(s.getLoss()).isLessThan(5));
  }

  @Test
  void heavySample_isLearned_andNoOtherMinibatchIsLeftOut() {
    // Given
    List<byte[]> log = samples(400);
    log.set(101, weighted(101, Learner.WEIGHT_MAX));
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, log, 400, outputs);
    }

    // Then
    assertThat(outputs.progress).hasSize(100).allMatch(TrainingProgress::getApplied);
    assertThat(outputs.progress.get(25).getLoss()).isGreaterThan(10);
    assertThat(outputs.deadLetters).isEmpty();
  }

  /** The fixture's sample with a weight. */
  private static byte[] weighted(long offset, float weight) {
    Sample sample = decoded(Fixture.sample(offset));
    sample.setWeight(weight);
    return Fixture.encode(sample);
  }

  private static Sample decoded(byte[] value) {
    try {
      return AvroDecoder.<Sample>of(Fixture.REGISTRY, Sample.getClassSchema()).decode(value);
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static Collected learned(LearnerConfig config, float weight) {
    Collected outputs = new Collected();
    List<byte[]> log = new ArrayList<>();
    for (int offset = 0; offset < 40; offset++) {
      log.add(weighted(offset, weight));
    }
    try (SampleFold fold = fold(config)) {
      consume(fold, log, 40, outputs);
    }
    return outputs;
  }

  private static LearnerConfig sgd(double learningRate) {
    LearnerConfig config = Fixture.config(learningRate);
    return new LearnerConfig(
        config.pipeline(),
        config.architecture(),
        config.datatype(),
        config.hyperparameters().with(Hyperparameters.OPTIMIZER, new Sgd()),
        config.snapshotEvery(),
        config.onDivergence());
  }

  @Test
  void weight2_doublesLossAndGradient_andCountsEachSampleOnce() {
    // Given: to double all gradients of plain gradient descent is to double its rate
    Collected light = learned(sgd(0.5), 1);

    // When
    Collected heavy = learned(sgd(0.25), 2);

    // Then
    assertThat(heavy.snapshots)
        .extracting(Snapshot::getParameters)
        .isEqualTo(light.snapshots.stream().map(Snapshot::getParameters).toList());
    for (int i = 0; i < light.progress.size(); i++) {
      TrainingProgress one = light.progress.get(i);
      TrainingProgress two = heavy.progress.get(i);
      assertThat(two.getLoss()).isEqualTo(2 * one.getLoss());
      assertThat(two.getCorrect()).isEqualTo(one.getCorrect());
      assertThat(two.getSamples()).isEqualTo(one.getSamples());
      assertThat(two.getClassCounts()).isEqualTo(one.getClassCounts());
    }
    assertThat(heavy.snapshots)
        .extracting(Snapshot::getAccuracy)
        .isEqualTo(light.snapshots.stream().map(Snapshot::getAccuracy).toList());
  }

  @Test
  void weight0_teachesNothing_andCountsEachSampleOnce() {
    // Given
    Collected light = learned(sgd(0.5), 1);

    // When
    Collected none = learned(sgd(0.5), 0);

    // Then: the weights are those of the start
    assertThat(none.snapshots)
        .extracting(Snapshot::getParameters)
        .containsOnly(none.snapshots.get(0).getParameters());
    assertThat(none.progress).extracting(TrainingProgress::getLoss).containsOnly(0.0);
    assertThat(none.progress).allMatch(TrainingProgress::getApplied);
    assertThat(none.progress.get(0).getCorrect()).isEqualTo(light.progress.get(0).getCorrect());
    assertThat(none.progress).extracting(TrainingProgress::getBatchSize).containsOnly(4);
    assertThat(none.snapshots).extracting(Snapshot::getVersion).containsExactly(12L, 20L, 32L, 40L);
    assertThat(none.deadLetters).isEmpty();
  }

  /** What can be wrong with a sample: how it differs from a good one, and what the refusal says. */
  static Stream<Arguments> hostileSamples() {
    return Stream.of(
        hostile("is of no dimensions, UINT8", s -> s.setShape(List.of())),
        hostile("is 0x6 UINT8", s -> s.setShape(List.of(0, 6))),
        hostile("is -2x-3 UINT8", s -> s.setShape(List.of(-2, -3))),
        hostile("is 6 UINT8", s -> s.setShape(List.of(6))),
        hostile("is 3x2 UINT8", s -> s.setShape(List.of(3, 2))),
        hostile("is 65536x65536x2x3 UINT8", s -> s.setShape(List.of(65_536, 65_536, 2, 3))),
        hostile("(5 dimensions)", s -> s.setShape(List.of(1, 1, 1, 2, 3))),
        hostile("(9000 dimensions)", s -> s.setShape(Collections.nCopies(9_000, 1))),
        hostile("is -2147483648x2 UINT8", s -> s.setShape(List.of(Integer.MIN_VALUE, 2))),
        hostile("is 2x3 OTHER", s -> s.setDatatype(Datatype.OTHER)),
        hostile("is 2x3 FP32", s -> s.setDatatype(Datatype.FP32)),
        hostile("has 0 bytes", s -> s.setData(ByteBuffer.allocate(0))),
        hostile("has 5 bytes", s -> s.setData(ByteBuffer.allocate(5))),
        hostile("has 24 bytes", s -> s.setData(ByteBuffer.allocate(24))),
        hostile("the number 1.0, but the model learns classes, 0 to 2", s -> s.setTarget(1.0)),
        hostile("the number NaN", s -> s.setTarget(Double.NaN)),
        hostile("label is 3", s -> s.setTarget(3)),
        hostile("label is -2147483648", s -> s.setTarget(Integer.MIN_VALUE)),
        hostile("weight is -0.5; it must be from 0 to 1000", s -> s.setWeight(-0.5f)),
        hostile("weight is 1000.5", s -> s.setWeight(1000.5f)),
        hostile("weight is NaN", s -> s.setWeight(Float.NaN)),
        hostile("weight is Infinity", s -> s.setWeight(Float.POSITIVE_INFINITY)));
  }

  private static Arguments hostile(String says, Consumer<Sample> change) {
    return arguments(says, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileSamples")
  void hostileSample_isRefusedWithOneSentence(String says, Consumer<Sample> change) {
    // Given
    List<byte[]> log = samples(12);
    Sample sample = decoded(log.get(5));
    change.accept(sample);
    log.set(5, Fixture.encode(sample));
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, log, 12, outputs);

      // Then
      assertThat(fold.samples()).isEqualTo(8);
    }
    assertThat(outputs.deadLetters).hasSize(1);
    assertThat(outputs.deadLetters.get(0).error())
        .contains(says)
        .endsWith(".")
        .hasSizeLessThan(200)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void numberThatIsNotFinite_isRefusedWithOneSentence(float number) {
    // Given
    List<byte[]> log =
        List.of(
            Fixture.encode(Fixture.fractions("mad", new float[] {0, 0, 0, 0, number, 0}, 1, 1f)));
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config(0.05, dev.thalweg.model.network.Datatype.FP32))) {
      consume(fold, log, 1, outputs);
    }

    // Then
    assertThat(outputs.deadLetters).hasSize(1);
    assertThat(outputs.deadLetters.get(0).error())
        .isEqualTo("The number at 4 is %s; every number must be finite.".formatted(number));
  }

  private static byte[] learnerState(SampleFold fold) {
    ByteBuffer state = FoldState.fromBytes(fold.blob("t", new byte[0])).learner();
    byte[] bytes = new byte[state.remaining()];
    state.get(bytes);
    return bytes;
  }

  private static boolean finite(ByteBuffer parameters) {
    var floats = parameters.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (floats.hasRemaining()) {
      if (!Float.isFinite(floats.get())) {
        return false;
      }
    }
    return true;
  }
}
