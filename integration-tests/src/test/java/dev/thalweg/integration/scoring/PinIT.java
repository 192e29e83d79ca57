package dev.thalweg.integration.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.scoring.ScoredExamples.Made;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.Snapshots;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** A version that the ring has long passed is served by every scorer, as long as it is pinned. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class PinIT {
  private static final Pipeline PIPELINE = new Pipeline("pinned");
  private static final int BATCH = 32;

  /** One for each minibatch: eight more than the ring has slots. */
  private static final int SNAPSHOTS = SnapshotRing.SLOTS + 8;

  private static final int EARLY = 8;

  @Parameter TestStack stack;

  @Test
  void pinnedVersion_isServedByAll_alsoByOneThatStartsLater_untilTheyFollowAgain()
      throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name());
        ScoredExamples images = new ScoredExamples(cluster.connection(), PIPELINE)) {
      // Given: two scorers, each with a partition of the images, and an early version
      Connection connection = cluster.connection();
      ScoredExamples.partition(connection, PIPELINE);
      cluster.start("train", "--snapshot-every", "" + BATCH, "--instance", "one");
      List<ThalwegProcess> scorers =
          List.of(
              cluster.start("score", "--instance", "one"),
              cluster.start("score", "--instance", "two"));
      learn(connection, 0, EARLY);
      Made early = Made.by(awaitListed(connection, EARLY).get(EARLY - 3));
      images.awaitScorers(scorers.size());

      // When
      assertThat(cluster.run("snapshots", "pin", "--version", "" + early.version()).out())
          .startsWith("Version %d (sha256 %.12s) is".formatted(3 * BATCH, early.sha256()));

      // Then: also while newer ones come, until its slot holds another
      images.awaitMadeBy(early);
      learn(connection, EARLY, SNAPSHOTS);
      SnapshotEntry newest = awaitListed(connection, SNAPSHOTS).get(0);
      assertThat(images.score()).isNotEmpty().containsOnly(early);
      List<String> listed = cluster.run("snapshots", "list").out().lines().toList();
      assertThat(listed.get(SnapshotRing.SLOTS + 1))
          .contains("" + early.version(), early.sha256().substring(0, 12), "serving, pinned");

      // When: the only scorer is one that is started now
      scorers.forEach(ThalwegProcess::terminate);
      for (ThalwegProcess scorer : scorers) {
        scorer.awaitExit(CommandLineCluster.LONG);
      }
      cluster.startService("score", "--instance", "three");

      // Then: from its first prediction on
      assertThat(images.score()).containsOnly(early);

      // When
      cluster.run("snapshots", "follow");

      // Then
      images.awaitMadeBy(Made.by(newest));
      assertThat(images.score()).containsOnly(Made.by(newest));
    }
  }

  /** Sends the samples for these snapshots. */
  private static void learn(Connection connection, int from, int until) {
    ExampleSource digits = new GeneratedDigits(1, Split.TRAIN);
    SampleOrder order = SampleOrder.of(digits, 1, (long) until * BATCH, 1);
    StreamConfig stream =
        StreamConfig.of(PIPELINE, ExampleStream.of(digits, Split.TRAIN, order))
            .startingAt((long) from * BATCH);
    assertThat(new SampleProducer(stream, connection, Progress.NONE).run().nextIndex())
        .isEqualTo((long) until * BATCH);
  }

  /** The listing, newest first, once so many were taken. */
  private static List<SnapshotEntry> awaitListed(Connection connection, int taken) {
    Snapshots topic = new Snapshots(connection, PIPELINE);
    return Awaitility.await("snapshots")
        .atMost(CommandLineCluster.LONG)
        .pollInterval(CommandLineCluster.READ_EVERY)
        .until(
            () -> topic.list().entries(),
            listed -> !listed.isEmpty() && listed.get(0).sequence() == taken - 1);
  }
}
