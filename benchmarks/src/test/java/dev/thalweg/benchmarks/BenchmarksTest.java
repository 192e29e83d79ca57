package dev.thalweg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.benchmarks.micro.CodecBenchmark;
import dev.thalweg.benchmarks.micro.ScoreBenchmark;
import dev.thalweg.benchmarks.micro.StepBenchmark;
import dev.thalweg.benchmarks.recovery.Recovery;
import dev.thalweg.benchmarks.recovery.RecoveryCase;
import dev.thalweg.benchmarks.recovery.StepTimes;
import dev.thalweg.benchmarks.run.ExamplesInMemory;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.RateWindow;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.scoring.ScorerStart;
import dev.thalweg.benchmarks.scoring.SnapshotChain;
import dev.thalweg.benchmarks.training.Cost;
import dev.thalweg.benchmarks.training.FoldRun;
import dev.thalweg.benchmarks.training.LearnersRate;
import dev.thalweg.benchmarks.training.MemoryFold;
import dev.thalweg.benchmarks.training.TrainingRate;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** That the benchmarks measure what they say; what they measure is nobody's test. */
class BenchmarksTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void rateWindow_leavesTheFirstHalfOut() {
    // Given
    RateWindow window = new RateWindow(1_000);
    // When
    window.reached(100, 0);
    window.reached(600, 100 * SECOND_NS);
    window.reached(1_000, 102 * SECOND_NS);
    // Then
    assertThat(window.samplesPerSecond()).isEqualTo(200);
  }

  @Test
  void rateWindow_givesNoRateWithoutTime() {
    RateWindow window = new RateWindow(10);
    window.reached(10, SECOND_NS);
    assertThatThrownBy(window::samplesPerSecond)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give it more to do");
  }

  @Test
  void trainingRate_takesTheMedianOfTheRoundsRatios() {
    // Given a disturbed round
    TrainingRate rate =
        rate(
            new TrainingRate.Round(100, 80, 1),
            new TrainingRate.Round(10, 9, 4),
            new TrainingRate.Round(120, 60, 1));
    // When / Then
    assertThat(rate.getMedianMemory()).isEqualTo(100);
    assertThat(rate.getMedianLog()).isEqualTo(60);
    assertThat(rate.getMedianRatio()).isEqualTo(0.8);
    assertThat(rate.table()).contains("| 2 | 10 | 9 | 0.90 |", "| median | 100 | 60 | 0.80 |");
  }

  @Test
  void trainingRate_takesTheMiddleOfTwoRounds() {
    TrainingRate rate =
        rate(new TrainingRate.Round(100, 50, 1), new TrainingRate.Round(200, 70, 1));
    assertThat(rate.getMedianLog()).isEqualTo(60);
  }

  private static TrainingRate rate(TrainingRate.Round... rounds) {
    return new TrainingRate(Machine.here(), "online", 32, "digits", 200, 1_000, List.of(rounds));
  }

  @Test
  void result_namesMachineRoundsAndMedians(@TempDir Path dir) throws Exception {
    // Given
    Path file = dir.resolve("rate.json");
    // When
    new ResultFile(file).write(rate(new TrainingRate.Round(100, 50, 1)));
    // Then
    assertThat(Files.readString(file))
        .contains("\"cores\"", "\"jdk\"", "\"backend\"", "\"medianRatio\" : 0.5", "\"ratio\"");
  }

  @Test
  void result_isRefusedBeforeTheWorkWhenItsFolderIsMissing(@TempDir Path dir) {
    Path file = dir.resolve("missing").resolve("rate.json");
    assertThatThrownBy(() -> new ResultFile(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void memoryFold_learnsEverySampleOnceInTheStreamsOrder() {
    // Given
    ExampleSource images = new ExamplesInMemory(new GeneratedDigits(1, Split.TRAIN), 200);
    SampleOrder order = new SampleOrder(200, 6_400, SampleOrder.Shuffle.LATER_EPOCHS, 1);
    MemoryFold fold =
        new MemoryFold(
            new Workload(
                Preset.named("online"), ExampleStream.of(images, Split.TRAIN, order), 6_400));
    // When
    FoldRun first = fold.run();
    FoldRun second = fold.run();
    // Then
    assertThat(first.correct()).isBetween(3_200L, 6_400L).isEqualTo(second.correct());
    assertThat(first.samplesPerSecond()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"online", "keras"})
  void stepBenchmark_learnsWholeMinibatches(String preset) {
    // Given
    StepBenchmark benchmark = new StepBenchmark();
    benchmark.preset = preset;
    benchmark.prepare();
    int batch = Preset.named(preset).hyperparameters().batchSize();
    // When
    int correct = benchmark.samples();
    // Then
    assertThat(StepBenchmark.SAMPLES % batch).isZero();
    assertThat(correct).isBetween(1, StepBenchmark.SAMPLES);
    benchmark.free();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 256, 2048})
  void scoreBenchmark_scoresWholeBatches(int batch) {
    // Given
    ScoreBenchmark benchmark = new ScoreBenchmark();
    benchmark.batch = batch;
    benchmark.prepare();
    // When
    float[] probabilities = benchmark.images();
    // Then
    assertThat(ScoreBenchmark.IMAGES % batch).isZero();
    assertThat(probabilities).hasSize(batch * 10);
    assertThat(probabilities[0]).isPositive();
    benchmark.free();
  }

  @Test
  void codecBenchmark_decodesWhatItEncodes() throws Exception {
    CodecBenchmark benchmark = new CodecBenchmark();
    benchmark.prepare();
    assertThat(benchmark.encode()).hasSizeGreaterThan(28 * 28);
    assertThat(benchmark.decode().getTarget()).isEqualTo(7);
  }

  @Test
  void cost_isTheMedianOfTheRoundsRatios() {
    // Given a disturbed round
    Cost.OfPreset preset =
        new Cost.OfPreset(
            "keras",
            128,
            List.of(
                new Cost.Round(run(100_000), run(97_000), 1),
                new Cost.Round(run(40_000), run(20_000), 9),
                new Cost.Round(run(100_000), run(99_000), 1)));
    // When
    String table = new Cost(Machine.here(), "digits", 200, 1_000, 10_000, List.of(preset)).table();
    // Then
    assertThat(preset.getMedianRatio()).isEqualTo(0.97);
    assertThat(preset.getMedianAtLeastOnce()).isEqualTo(100_000);
    assertThat(table)
        .contains("| `keras` | 1 | 100,000 | 97,000 | 0.970 | 8.00, 8.00 | 1.0 |")
        .contains("| | median | 100,000 | 97,000 | 0.970 | | |");
  }

  private static FoldRun run(long samplesPerSecond) {
    return new FoldRun(samplesPerSecond, 8_000, 900);
  }

  @Test
  void newStep_isNotOneThatTheDeadTrainerHadTaken() {
    // Given: died at 1,000 after step 8; its successor repeats 7 and 8, whose transaction was open
    StepTimes steps = new StepTimes();
    steps.add(new StepTimes.Taken(7, 980, 990));
    steps.add(new StepTimes.Taken(8, 1_000, 1_050));
    assertThat(steps.firstNewAfter(1_000)).isEmpty();
    steps.add(new StepTimes.Taken(7, 4_000, 4_100));
    steps.add(new StepTimes.Taken(8, 4_001, 4_100));
    assertThat(steps.firstNewAfter(1_000)).isEmpty();

    // When
    steps.add(new StepTimes.Taken(9, 4_002, 4_100));
    steps.add(new StepTimes.Taken(10, 4_003, 4_100));

    // Then
    assertThat(steps.firstNewAfter(1_000)).contains(new StepTimes.Taken(9, 4_002, 4_100));
    assertThat(steps.last()).isEqualTo(10);
    assertThat(steps.first(8)).contains(new StepTimes.Taken(8, 1_000, 1_050));
  }

  @Test
  void recovery_tellsTheMiddleAndTheWorst() {
    // Given
    Recovery.OfCase killed =
        new Recovery.OfCase(
            RecoveryCase.KILLED,
            100_000,
            0,
            List.of(
                new Recovery.Once(2_000, 2_600, false, 1),
                new Recovery.Once(9_000, 9_900, false, 5),
                new Recovery.Once(2_200, 2_900, false, 1)),
            List.of());
    // When
    String table = new Recovery(Machine.here(), "online", 2_000, List.of(killed)).table();
    // Then
    assertThat(table)
        .contains(RecoveryCase.KILLED.text() + " | 100,000 | 3 | 2.2 | 9.0 | 2.9 | 9.9 |");
  }

  @Test
  void snapshotChain_isSealedAndLinked() {
    // Given
    SnapshotChain chain = new SnapshotChain(new Pipeline("chain"));
    // When
    Snapshot first = chain.next();
    Snapshot second = chain.next();
    // Then
    assertThat(SnapshotSeal.mismatch(first)).isEmpty();
    assertThat(SnapshotSeal.mismatch(second)).isEmpty();
    assertThat(second.getParentSha256()).isEqualTo(first.getSha256());
    assertThat(second.getSequence()).isEqualTo(1);
    assertThat(second.getParameters().remaining()).isEqualTo((int) SnapshotChain.parameterBytes());
  }

  @Test
  void scorerStart_tellsMediansByHistory() {
    // Given
    ScorerStart.History history =
        new ScorerStart.History(
            100,
            List.of(
                new ScorerStart.Start(100, 2, 950_000, 5_000_000, 1),
                new ScorerStart.Start(900, 2, 950_000, 7_000_000, 1),
                new ScorerStart.Start(120, 4, 1_900_000, 6_000_000, 1)));
    // When
    String table = new ScorerStart(Machine.here(), 473_128, List.of(history)).table();
    // Then
    assertThat(table).contains("| 100 | 3 | 120 | 900 | 2 | 0.95 | 5 to 7 |");
  }

  @Test
  void severalLearners_areComparedWithTheFirst() {
    LearnersRate rate =
        new LearnersRate(
            Machine.here(),
            "online",
            32,
            2_000,
            600_000,
            List.of(
                new LearnersRate.Run(1, 40_000, 12, 0, 20, 0, 0, 0, 1),
                new LearnersRate.Run(2, 60_000, 12, 2, 26, 150, 8, 40, 1),
                new LearnersRate.Run(1, 44_000, 12, 0, 22, 0, 0, 0, 1),
                new LearnersRate.Run(2, 60_000, 13, 3, 28, 150, 9, 60, 1)));

    assertThat(rate.table())
        .contains(
            "| 1 | 42,000 | 1.00 | 12.0 | – | 21.0 | – | – | – |",
            "| 2 | 60,000 | 1.43 | 12.5 | 2.5 | 27.0 | 150 | 8.5 | 50.0 |");
  }

  @ParameterizedTest
  @CsvSource({
    "training-rate",
    "cost",
    "learners",
    "accuracy",
    "scale",
    "recovery",
    "scorer-start",
    "scoring",
    "pipeline",
    "memory",
    "micro"
  })
  void benchmark_isACommandThatSaysWhatItIs(String name) {
    CommandLine command = Bench.commandLine().getSubcommands().get(name);
    assertThat(String.join(" ", command.getCommandSpec().usageMessage().description()))
        .endsWith(".");
    assertThat(command.getUsageMessage()).contains("--out=FILE", "--help");
  }

  @Test
  void unknownBenchmark_isOneSentence() {
    // Given
    StringWriter err = new StringWriter();
    CommandLine bench = Bench.commandLine().setErr(new PrintWriter(err, true));
    // When
    int status = bench.execute("cost", "--rounds", "many");
    // Then
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds").contains("bench cost --help");
  }
}
