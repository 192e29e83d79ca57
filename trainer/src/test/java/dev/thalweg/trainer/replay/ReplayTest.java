package dev.thalweg.trainer.replay;

import static dev.thalweg.trainer.Fixture.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Hyperparameters HYPERPARAMETERS = Fixture.config().hyperparameters();
  private static final Replay.Progress SILENT = (records, total) -> {};

  private final FakeLog log = new FakeLog();
  private final Replay replay =
      new Replay(new Connection("none:1", "none", Map.of(), true), PIPELINE, Fixture.REGISTRY);

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(400);
  }

  @AfterEach
  void tearDown() {
    replay.close();
  }

  private static Candidate candidate(String name, Hyperparameters hyperparameters) {
    return Candidate.of(
        name, PIPELINE, Fixture.config().architecture(), Datatype.UINT8, hyperparameters);
  }

  private static Candidate rate(double rate) {
    return candidate(
        "lr=" + rate, HYPERPARAMETERS.change(Map.of("learning.rate", Double.toString(rate))));
  }

  private ReplayResult run(Optional<LiveModel> live, Candidate... candidates) {
    return replay.run(log, live, List.of(candidates), ReplayRange.ALL, SILENT).orElseThrow();
  }

  /** What training over the first records of the log published. */
  private Collected trained(int records) {
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, log.records, records, outputs);
    }
    return outputs;
  }

  private Optional<LiveModel> live() {
    return LiveModel.of(PIPELINE, Fixture.read(trained(400).snapshots));
  }

  private static void assertEqualRuns(Outcome actual, Outcome expected) {
    assertThat(actual.curve()).as(actual.name()).isEqualTo(expected.curve());
    assertThat(actual.steps()).as(actual.name()).isEqualTo(expected.steps());
    assertThat(actual.failure()).as(actual.name()).isEqualTo(expected.failure());
  }

  @Test
  void liveCurve_isThatOfTraining() {
    // Given
    List<TrainingProgress> training = trained(400).progress;

    // When
    Outcome live = run(live(), rate(0.01)).live().orElseThrow();

    // Then: 20 stretches of 20 records, 5 minibatches each
    assertThat(live.curve()).hasSize(20);
    for (int i = 0; i < 20; i++) {
      List<TrainingProgress> part = training.subList(5 * i, 5 * i + 5);
      Stretch stretch = live.curve().get(i);
      assertThat(stretch.end()).isEqualTo(20L * i + 20);
      assertThat(stretch.samples()).isEqualTo(20);
      assertThat(stretch.correct())
          .isEqualTo(part.stream().mapToLong(TrainingProgress::getCorrect).sum());
      assertThat(stretch.lossSum())
          .isEqualTo(part.stream().map(p -> p.getLoss() * 4).reduce(0.0, Double::sum));
    }
    assertThat(live.steps()).isEqualTo(100);
    assertThat(live.total().samples()).isEqualTo(400);
  }

  @Test
  void liveRunFromTheBeginning_meetsThePublishedSnapshots() {
    // Given: a topic that has lost its oldest snapshots
    Collected training = trained(400);
    List<?> all = training.snapshots;
    Optional<LiveModel> live =
        LiveModel.of(PIPELINE, Fixture.read(training.snapshots.subList(10, all.size())));

    // When
    Agreement agreement = run(live, rate(0.01)).agreement().orElseThrow();

    // Then
    assertThat(agreement.compared()).isEqualTo(all.size() - 10);
    assertThat(agreement.isWhole()).isTrue();
    assertThat(agreement.sameBackend()).isTrue();
    assertThat(agreement.newest().orElseThrow().version()).isEqualTo(400);
    assertThat(agreement.newest().orElseThrow().sha256())
        .isEqualTo(training.hashes().get(all.size() - 1));
  }

  @Test
  void liveRunOverALogWithDirectives_meetsThePublishedSnapshots() {
    // Given
    log.insert(90, LearnerDirective.RESTART);
    log.insert(243, LearnerDirective.RESTART);
    Collected training = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, log, 402, training);
    }
    assertThat(training.hashes()).isNotEqualTo(trained(402).hashes());

    // When
    ReplayResult result = run(LiveModel.of(PIPELINE, Fixture.read(training.snapshots)), rate(0.01));

    // Then: and they are no samples of the candidate's either
    assertThat(result.agreement().orElseThrow().isWhole()).isTrue();
    assertThat(result.agreement().orElseThrow().compared()).isEqualTo(training.snapshots.size());
    assertThat(result.candidates().get(0).steps()).isEqualTo(100);
    assertThat(result.candidates().get(0).refused()).isZero();
  }

  @Test
  void liveRunOverAChangedLog_meetsOnlyTheSnapshotsBeforeTheChange() {
    // Given
    Optional<LiveModel> live = live();
    log.records.set(200, Fixture.samples(1).get(0));

    // When
    Agreement agreement = run(live, rate(0.01)).agreement().orElseThrow();

    // Then
    assertThat(agreement.isWhole()).isFalse();
    assertThat(agreement.same()).isLessThan(agreement.compared());
    assertThat(agreement.newest().orElseThrow().offset()).isLessThanOrEqualTo(200);
  }

  @Test
  void liveRunFromAnotherStart_isNotHeldAgainstTheSnapshots() {
    ReplayRange later =
        new ReplayRange(OptionalLong.of(100), Optional.empty(), OptionalLong.empty());

    ReplayResult result = replay.run(log, live(), List.of(rate(0.01)), later, SILENT).orElseThrow();

    assertThat(result.agreement().orElseThrow().compared()).isZero();
    assertThat(result.live().orElseThrow().total().samples()).isEqualTo(300);
  }

  @Test
  void candidateOfTheLiveConfiguration_hasItsCurve() {
    ReplayResult result = run(live(), candidate("same", HYPERPARAMETERS));

    assertEqualRuns(result.candidates().get(0), result.live().orElseThrow());
    assertThat(result.ranking().get(0)).isEqualTo(result.live().orElseThrow());
  }

  @Test
  void candidatesOfOnePass_comeOutAsEachAlone() {
    // Given: more of them than threads
    Candidate[] candidates = {
      rate(0.001),
      rate(0.3),
      candidate("batch=16", HYPERPARAMETERS.with(Hyperparameters.BATCH_SIZE, 16L)),
      candidate("batch=40", HYPERPARAMETERS.with(Hyperparameters.BATCH_SIZE, 40L)),
      candidate("sgd", HYPERPARAMETERS.with(Hyperparameters.OPTIMIZER, new Sgd())),
      candidate("seed=3", HYPERPARAMETERS.with(Hyperparameters.SEED, 3L)),
      Candidate.of("wide", PIPELINE, network(32, 3), Datatype.UINT8, HYPERPARAMETERS),
    };

    // When
    ReplayResult together = run(live(), candidates);

    // Then
    for (int i = 0; i < candidates.length; i++) {
      assertThat(together.candidates().get(i).candidate()).isEqualTo(candidates[i]);
      Outcome alone = run(Optional.empty(), candidates[i]).candidates().get(0);
      assertEqualRuns(together.candidates().get(i), alone);
    }
  }

  private static Architecture network(int units, int classes) {
    return new Architecture(
        Shape.of(2, 3),
        List.of(new Dense(units, Activation.RELU)),
        classes,
        Output.SOFTMAX,
        Loss.CROSS_ENTROPY);
  }

  @Test
  void explodedCandidate_isReportedByTheStepsItLeftOut_andTheOthersGoOn() {
    // When
    ReplayResult result = run(live(), rate(1e6), rate(0.01));

    // Then
    Outcome exploded = result.candidates().get(0);
    assertThat(exploded.skipped()).isBetween(90L, 99L);
    assertThat(exploded.total().samples()).isEqualTo(400);
    assertThat(result.candidates().get(1).hasFailed()).isFalse();
    assertThat(result.candidates().get(1).total().samples()).isEqualTo(400);
    assertThat(result.ranking()).hasSize(3).last().isEqualTo(exploded);
    assertThat(result.winner().orElseThrow().run()).isNotEqualTo(exploded);
  }

  @Test
  void stepsThatAreNotFinite_areCountedAndLeftOutOfTheLoss() {
    // Given: its first step is taken, what follows is not finite
    Candidate diverging = new Candidate("mad", Fixture.diverging(OnDivergence.SKIP));

    // When
    Outcome outcome = run(Optional.empty(), diverging).candidates().get(0);

    // Then
    assertThat(outcome.hasFailed()).isFalse();
    assertThat(outcome.steps()).isEqualTo(100);
    assertThat(outcome.skipped()).isEqualTo(99);
    assertThat(outcome.refused()).isZero();
    assertThat(outcome.total().lossSamples()).isEqualTo(4);
    assertThat(outcome.total().loss()).isFinite();
  }

  @Test
  void refusedRecords_areCountedAndChangeNothingElse() {
    // Given
    Outcome clean = run(Optional.empty(), rate(0.01)).candidates().get(0);
    log.records.add(10, new byte[] {1, 2, 3});
    log.records.add(33, null);
    log.records.add(
        90,
        Fixture.encode(
            new Sample(
                "size",
                List.of(3, 2),
                dev.thalweg.schemas.avro.Datatype.UINT8,
                ByteBuffer.wrap(new byte[6]),
                0,
                1f,
                "")));

    // When
    Outcome outcome = run(Optional.empty(), rate(0.01)).candidates().get(0);

    // Then
    assertThat(outcome.refused()).isEqualTo(3);
    assertThat(outcome.steps()).isEqualTo(clean.steps());
    assertThat(outcome.total().correct()).isEqualTo(clean.total().correct());
  }

  @Test
  void rangeShorterThanAMinibatch_isSaidOfItsCandidateAlone() {
    log.records = Fixture.samples(7);

    ReplayResult result =
        run(
            Optional.empty(),
            rate(0.01),
            candidate("16", HYPERPARAMETERS.with(Hyperparameters.BATCH_SIZE, 16L)));

    assertThat(result.candidates().get(0).total().samples()).isEqualTo(4);
    assertThat(result.candidates().get(0).curve()).hasSize(7);
    assertThat(result.candidates().get(1).failure().orElseThrow())
        .isEqualTo("The range does not hold even one minibatch of 16 samples.");
  }

  @Test
  void logWithoutASampleForTheNetwork_isSaidWithTheReason() {
    log.records.replaceAll(record -> new byte[] {7});

    Outcome outcome = run(Optional.empty(), rate(0.01)).candidates().get(0);

    assertThat(outcome.failure().orElseThrow()).contains("wire format");
    assertThat(outcome.refused()).isEqualTo(400);
  }

  @Test
  void networkForOtherSamples_isNotComparable() {
    Candidate other =
        Candidate.of("four", PIPELINE, network(5, 4), Datatype.UINT8, HYPERPARAMETERS);

    assertThatThrownBy(() -> run(live(), other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("four expects UINT8 examples of 2x3 in 4 classes")
        .hasMessageContaining("in 3 classes");
  }

  @Test
  void candidatesBeyondTheMemory_areRefusedWithWhatHelps() {
    List<Candidate> candidates = List.of(rate(0.01), rate(0.02));
    long needed = candidates.stream().mapToLong(Candidate::bytes).sum();

    Replay.requireMemory(candidates, 1, 2 * needed);
    assertThatThrownBy(() -> Replay.requireMemory(candidates, 1, 2 * needed - 1))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("2 learners would take about")
        .hasMessageContaining("fewer");
  }

  @Test
  void stop_endsThePassWithoutAResult() {
    // When: it is stopped by what tells of its progress
    log.records = new ArrayList<>(Fixture.samples(5_000));
    Optional<ReplayResult> result =
        replay.run(
            log,
            Optional.empty(),
            List.of(rate(0.01)),
            ReplayRange.ALL,
            (records, total) -> replay.stop());

    // Then
    assertThat(result).isEmpty();
  }

  @Test
  void stopBeforeTheStart_isHeeded() {
    replay.stop();

    assertThat(replay.run(log, live(), List.of(rate(0.01)), ReplayRange.ALL, SILENT)).isEmpty();
  }

  @Test
  void modelWithoutSnapshots_isNone() {
    assertThat(LiveModel.of(PIPELINE, Fixture.read(List.of()))).isEmpty();
  }

  @Test
  void damagedNewestSnapshot_isPassedOver_asScorersPassItOver() {
    // Given
    Collected training = trained(100);
    int last = training.snapshots.size() - 1;
    training.snapshots.get(last).setArchitecture("another");

    // When
    LiveModel live = LiveModel.of(PIPELINE, Fixture.read(training.snapshots)).orElseThrow();

    // Then
    assertThat(live.snapshots()).hasSize(last);
    assertThat(live.config()).isEqualTo(Fixture.config());
  }

  @Test
  void damagedSnapshotsAlone_areNoConfiguration() {
    Collected training = trained(12);
    training.snapshots.forEach(snapshot -> snapshot.setArchitecture("another"));

    assertThatThrownBy(() -> LiveModel.of(PIPELINE, Fixture.read(training.snapshots)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("thalweg verify");
  }
}
