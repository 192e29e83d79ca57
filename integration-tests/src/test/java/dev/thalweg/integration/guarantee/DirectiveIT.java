package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Directives among the samples of a trainer that is killed while it obeys them. */
@OnEachStack(containersByDefault = false)
class DirectiveIT {
  private static final int PER_SECOND = 400;
  private static final int KILLS = Integer.getInteger("guarantee.directive.kills", 2);

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  void trainerKilledAroundDirectives_obeysEachAtItsOffset() throws InterruptedException {
    SplittableRandom random = scenarios.random("directive");
    Trial trial = scenarios.trial("directive").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.sendRestart(); // the first record of all
      stream.flow(PER_SECOND);
      ThalwegProcess trainer = trial.train("one");
      trial.awaitCommitted(300, trainer);

      // When: killed before, in or after the commit that holds two, of which one comes a second;
      // and a third is written by hand while it starts
      CommandOutcome told = null;
      for (int kill = 0; kill < KILLS; kill++) {
        stream.sendRestart();
        stream.sendRestart();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        trial.kill(trainer);
        trainer = trial.train("one");
        told = trial.runInside("restart-learning");
        assertThat(told.exitCode()).as(told.describe()).isZero();
        trial.awaitProgress(600, trainer);
      }
      stream.stop();
      trial.audit(trainer);

      // Then: it has obeyed each, and its newest snapshot is behind them all
      List<JournalEntry> journal =
          trial
              .topics()
              .<JournalEntry>read(PipelineTopic.JOURNAL, JournalEntry.getClassSchema())
              .stream()
              .distinct()
              .toList();
      assertThat(journal).hasSize(1 + 3 * KILLS);
      JournalEntry last = journal.get(journal.size() - 1);
      assertThat(told.out())
          .contains(
              "\"restart\" is in directive.samples, partition 0, at offset %d:"
                  .formatted(last.getOffset() - 1));
      List<Snapshot> snapshots = trial.topics().snapshots();
      assertThat(snapshots.get(snapshots.size() - 1).getStep()).isGreaterThan(last.getStep());
      assertThat(trial.runInside("verify").out()).startsWith("SAME");
    }
  }
}
