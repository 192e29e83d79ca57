package dev.thalweg.integration.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.guarantee.CommittedState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** The group's offsets, the group, a part of the log, or the topic are gone. */
@OnEachStack(containersByDefault = false)
class AlteredLogIT {
  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void offsetsOrGroupThatWereDeleted_changeNothing() throws Exception {
    Trial trial = scenarios.trial("deleted").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.send(1_000);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(1_000, trainer);
      trial.stop(trainer);

      // When
      removeMembers(trial);
      trial.admin().deleteConsumerGroupOffsets(trial.group(), Set.of(trial.samples())).all().get();
      assertThat(trial.committed()).isZero();
      trainer = trial.train("one");
      stream.send(500);
      trial.awaitCommitted(1_500, trainer);
      trial.kill(trainer);

      // When
      removeMembers(trial);
      trial.admin().deleteConsumerGroups(List.of(trial.group())).all().get();
      trainer = trial.train("one");
      stream.send(500);

      // Then
      trial.audit(trainer);
    }
  }

  /** Instead of waiting until the session of the static member expires. */
  private static void removeMembers(Trial trial) throws ExecutionException, InterruptedException {
    trial
        .admin()
        .removeMembersFromConsumerGroup(trial.group(), new RemoveMembersFromConsumerGroupOptions())
        .all()
        .get();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trimmedLog_isGoneOnWithWhereTheStateIsInIt() throws Exception {
    // What a replaying one needs besides goes back to the log's beginning, or is refused
    Trial trial = scenarios.trial("trimmed").withoutReplay();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.send(5_000);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(5_000, trainer);
      trial.stop(trainer);

      // When: all below the state
      long stands = state(trial).next();
      trim(trial, stands);
      trainer = trial.train("one");
      stream.send(600);
      trial.awaitCommitted(5_600, trainer);
      trial.stop(trainer);

      // Then
      assertThat(trial.topics().hashes()).isEqualTo(folded(trial, stream.values()));
      CommandOutcome verify = trial.runInside("verify");
      assertThat(verify.exitCode()).as(verify.describe()).isZero();
      assertThat(verify.out()).startsWith("UNKNOWN").contains("below offset " + stands);

      // When: beyond what it has learned
      stream.send(100);
      trim(trial, 5_650);
      List<Long> ends = trial.topics().writtenEnds();
      trainer = trial.train("one");

      // Then
      assertThat(trainer.awaitExit(Trial.LONG)).as(trainer.describe()).isEqualTo(1);
      assertThat(trainer.err()).contains("holds only offsets 5650 to 5700").doesNotContain("\tat ");
      assertThat(trial.topics().writtenEnds()).isEqualTo(ends);
    }
  }

  private static FoldState state(Trial trial) {
    return CommittedState.read(trial.connection(), trial.pipeline()).orElseThrow();
  }

  private static void trim(Trial trial, long before)
      throws ExecutionException, InterruptedException {
    trial
        .admin()
        .deleteRecords(Map.of(trial.samples(), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  /** The hashes of the snapshots that these records give; the log has them no longer. */
  private static List<String> folded(Trial trial, List<byte[]> values) {
    FoldState state = state(trial);
    LearnerConfig config =
        LearnerConfig.ofFrozen(trial.pipeline(), state.architecture(), state.frozen());
    Hashes hashes = new Hashes();
    try (SchemaRegistry registry = trial.connection().openRegistry();
        SampleFold fold = new SampleFold(config, 0, 0, registry, Clock.systemUTC())) {
      for (int i = 0; i < values.size(); i++) {
        fold.consume(i, ("s" + i).getBytes(UTF_8), values.get(i), new RecordHeaders(), hashes);
      }
    }
    return hashes.taken;
  }

  /** Keeps the hashes of snapshots. */
  private static final class Hashes implements FoldOutputs {
    private final List<String> taken = new ArrayList<>();

    @Override
    public void snapshot(Snapshot snapshot) {
      taken.add(snapshot.getSha256());
    }

    @Override
    public void progress(TrainingProgress progress) {}

    @Override
    public void deadLetter(DeadLetter letter) {}

    @Override
    public void alarm(Alarm alarm) {}

    @Override
    public void journal(JournalEntry entry) {}
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void topicThatWasMadeAgain_isRefusedAndNothingIsWritten() throws Exception {
    // Given
    Trial trial = scenarios.trial("remade");
    try (SampleStream stream = trial.stream()) {
      stream.send(400);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(400, trainer);
      trial.stop(trainer);
    }
    List<Long> ends = trial.topics().writtenEnds();

    // When: the cluster has forgotten the offsets, and not yet the trainer, which left no word
    trial.remakeSamples();
    Awaitility.await().atMost(Trial.LONG).until(() -> trial.committed() == 0);
    try (SampleStream stream = trial.stream()) {
      stream.send(600);
      ThalwegProcess trainer = trial.train("one");

      // Then
      assertThat(trainer.awaitExit(Trial.LONG)).as(trainer.describe()).isEqualTo(1);
      assertThat(trainer.err()).contains("deleted and made again").doesNotContain("\tat ");
      assertThat(trial.topics().writtenEnds()).isEqualTo(ends);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void topicThatIsMadeAgainInAMoment_isRefusedByTheTrainerThatRuns() throws Exception {
    // Given
    Trial trial = scenarios.trial("remade-live");
    ThalwegProcess trainer;
    try (SampleStream stream = trial.stream()) {
      stream.send(400);
      trainer = trial.train("one");
      trial.awaitCommitted(400, trainer);
    }

    // When: in a moment, and with more samples than it has learned
    trainer.freeze();
    trial.remakeSamples();
    try (SampleStream stream = trial.stream()) {
      stream.send(800);
      trainer.thaw();

      // Then
      assertThat(trainer.awaitExit(Trial.LONG)).as(trainer.describe()).isEqualTo(1);
      assertThat(trainer.err()).contains("deleted and made again").doesNotContain("\tat ");
      assertThat(trial.topics().training()).hasSize(390 / 32);
    }
  }
}
