package dev.thalweg.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.FakeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunWorkersTest {
  private static final int RECORDS = 3_000;

  private final Stretches offsets = new Stretches(0, RECORDS);
  private final List<ReplayRun> runs = new ArrayList<>();
  private final FakeLog log = new FakeLog();

  private ReplayRun run(double rate, Consumer<Snapshot> snapshots) {
    ReplayRun run =
        new ReplayRun(
            new Candidate("lr=" + rate, Fixture.config(rate)),
            Fixture.config(rate),
            offsets,
            Fixture.REGISTRY,
            snapshots);
    runs.add(run);
    return run;
  }

  private void fold(int threads) {
    log.records = Fixture.samples(RECORDS);
    try (RunWorkers workers = new RunWorkers(runs, threads)) {
      ReplayPass pass = new ReplayPass(Fixture.REGISTRY, offsets, workers, (records, total) -> {});
      pass.read(log, 0, 0, RECORDS, 0);
      pass.finish();
    }
  }

  @AfterEach
  void closeRuns() {
    runs.forEach(ReplayRun::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void outcomes_doNotDependOnTheNumberOfThreads(int threads) {
    // Given
    List<String> hashes = new ArrayList<>();
    List<Double> rates = List.of(0.001, 0.003, 0.01, 0.03, 0.1);
    rates.forEach(rate -> run(rate, snapshot -> {}));
    ReplayRun last = run(0.05, snapshot -> hashes.add(snapshot.getSha256()));
    Fixture.Collected expected = new Fixture.Collected();
    try (var fold = Fixture.fold(Fixture.config(0.05))) {
      Fixture.consume(fold, Fixture.samples(RECORDS), RECORDS, expected);
    }

    // When
    fold(threads);

    // Then
    assertThat(hashes).isEqualTo(expected.hashes());
    assertThat(last.outcome().steps()).isEqualTo(RECORDS / Fixture.BATCH);
    assertThat(runs).allMatch(run -> run.outcome().total().samples() == RECORDS);
  }

  @Test
  void brokenThread_endsThePassWithItsFailure() {
    run(0.01, snapshot -> {});
    run(
        0.02,
        snapshot -> {
          throw new OutOfMemoryError("for the test");
        });

    assertThatThrownBy(() -> fold(2))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void stoppedWorkers_takeNothingMore() {
    run(0.01, snapshot -> {});
    try (RunWorkers workers = new RunWorkers(runs, 1)) {
      workers.stop();
      assertThatThrownBy(
              () ->
                  workers.hand(
                      List.of(new LoggedSample(0, 0, 0, null, null, null, null, "no value"))))
          .isInstanceOf(WakeupException.class);
    }
  }
}
