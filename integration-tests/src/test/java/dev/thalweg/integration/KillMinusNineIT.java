package dev.thalweg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guarantee at its core: kill -9 changes nothing, bit for bit. */
class KillMinusNineIT {
  private static final int KILLS = 4;
  private static final int BATCH = 32;
  private static final int SAMPLES = 16_000;

  @TempDir Path home;

  @Test
  void trainerKilledAtRandomMoments_endsWithTheWeightsThatTheLogGives() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String[] train = {"train", "--snapshot-every", "1000", "--instance", "one"};
    try (CommandLineCluster cluster = new CommandLineCluster(home, "killed")) {
      // Given: a stream that lasts
      ThalwegProcess producer =
          cluster.start(
              "produce", "--source", "digits", "--samples", "" + SAMPLES, "--rate", "900");

      // When
      for (int kill = 0; kill < KILLS; kill++) {
        ThalwegProcess trainer = cluster.startService(train);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
        trainer.kill();
        trainer.awaitExit(Duration.ofSeconds(10));
      }
      producer.awaitExit(CommandLineCluster.LONG);
      cluster.startService(train);
      List<JsonNode> training = cluster.watch("training", SAMPLES / BATCH);

      // Then: every step once and in order, every snapshot once and in order
      assertThat(training)
          .as("seed %d", seed)
          .extracting(record -> record.get("value").get("step").asLong())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, SAMPLES / BATCH).boxed().toList());
      // (all of them are still there: they are fewer than the ring's slots)
      int snapshots = SAMPLES / 1_000;
      assertThat(cluster.watch("snapshots", snapshots))
          .as("seed %d", seed)
          .extracting(record -> record.get("value").get("sequence").asLong())
          .containsExactlyElementsOf(LongStream.range(0, snapshots).boxed().toList());

      // Then: the last snapshot is the one that an uninterrupted fold over the log gives
      assertThat(cluster.run("verify").out())
          .as("seed %d", seed)
          .startsWith("SAME: Version " + SAMPLES);
      assertThat(cluster.watchAll("dead-letters")).isEmpty();
    }
  }
}
