package dev.thalweg.integration.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** A replay tells the truth about the live model, and leaves no trace. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class ReplayIT {
  private static final int SAMPLES = 4_000;
  private static final int BATCH = 32;

  @Parameter TestStack stack;
  @TempDir Path home;

  @Test
  void replayedGrid_hasTheLiveCurveOfTrainingAndChangesNothing() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "replayed")) {
      // Given: no live model yet
      CommandOutcome tooEarly = cluster.runToEnd("replay", "--learning-rate", "0.001");
      assertThat(tooEarly.exitCode()).as(tooEarly.describe()).isEqualTo(1);
      assertThat(tooEarly.err())
          .contains("replayed.snapshots holds no snapshot yet")
          .doesNotContain("\tat ");

      // Given: one that has learned everything
      ThalwegProcess trainer =
          cluster.start("train", "--snapshot-every", "1000", "--instance", "one");
      cluster.run("produce", "--source", "digits", "--samples", "" + SAMPLES, "--rate", "max");
      List<JsonNode> training =
          cluster.watch("training", SAMPLES / BATCH).stream().map(r -> r.get("value")).toList();
      assertThat(training).hasSize(SAMPLES / BATCH);
      trainer.terminate();
      trainer.awaitExit(CommandLineCluster.LONG);
      Map<String, Long> before = state(cluster.connection());

      // When
      Path report = home.resolve("replay.json");
      CommandOutcome replay =
          cluster.run(
              "replay", "--grid", "lr=0.0045,0.001", "batch=32,128", "--report", "" + report);

      // Then: the live run is the live model
      JsonNode json = new ObjectMapper().readTree(Files.readString(report));
      JsonNode live = json.get("live");
      assertThat(live.get("samples").asLong()).isEqualTo(SAMPLES);
      assertThat(live.get("correct").asLong())
          .isEqualTo(training.stream().mapToLong(p -> p.get("correct").asLong()).sum());
      assertThat(json.get("snapshotsCompared").asLong()).isEqualTo(SAMPLES / 1_000);
      assertThat(json.get("snapshotsSame").asLong()).isEqualTo(SAMPLES / 1_000);
      assertThat(replay.out())
          .contains("The live run met all 4 published snapshots")
          .contains("Winner: ");

      // Then: so is the candidate that differs in nothing; the others differ
      Map<String, JsonNode> candidates = new TreeMap<>();
      json.get("candidates").forEach(c -> candidates.put(c.get("name").asText(), c));
      assertThat(candidates)
          .containsOnlyKeys(
              "lr=0.0045 batch=32",
              "lr=0.0045 batch=128",
              "lr=0.001 batch=32",
              "lr=0.001 batch=128");
      assertThat(candidates.get("lr=0.0045 batch=32").get("curve")).isEqualTo(live.get("curve"));
      assertThat(candidates.get("lr=0.001 batch=128").get("steps").asLong())
          .isEqualTo(SAMPLES / 128);

      // Then: nothing was written, and no group appeared or moved
      assertThat(state(cluster.connection())).isEqualTo(before);
    }
  }

  /** The end of every partition of the pipeline, and the committed offsets of its groups. */
  private static Map<String, Long> state(Connection connection) throws Exception {
    Map<String, Long> state = new TreeMap<>();
    try (Admin admin = connection.openAdmin()) {
      List<String> topics =
          admin.listTopics().names().get().stream().filter(ReplayIT::isOurs).toList();
      List<TopicPartition> partitions =
          admin.describeTopics(topics).allTopicNames().get().values().stream()
              .flatMap(t -> t.partitions().stream().map(p -> partition(t.name(), p.partition())))
              .toList();
      assertThat(partitions).contains(partition("replayed.samples", 0));
      admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
          .all()
          .get()
          .forEach((partition, end) -> state.put("end of " + partition, end.offset()));
      for (GroupListing listed : admin.listGroups().all().get()) {
        String group = listed.groupId();
        if (isOurs(group)) {
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .forEach((p, at) -> state.put(group + " at " + p, at.offset()));
          state.put("group " + group, 0L);
        }
      }
    }
    assertThat(state).containsKey("group replayed-trainer");
    return state;
  }

  /** Other tests have pipelines on the same stack. */
  private static boolean isOurs(String name) {
    return name.startsWith("replayed");
  }

  private static TopicPartition partition(String topic, int partition) {
    return new TopicPartition(topic, partition);
  }
}
