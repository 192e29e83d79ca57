package dev.thalweg.integration.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Each service as a process of its own against one cluster, by the commands of the README. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class PipelineIT {
  @Parameter TestStack stack;

  @Test
  void servicesOfTheirOwn_learnScoreAndCountTogether() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "whole")) {
      // Given
      assertThat(cluster.runProcess("topics", "describe").out())
          .contains("whole.samples")
          .doesNotContain("missing");
      List<ThalwegProcess> services =
          List.of(
              cluster.start(
                  "train",
                  "--snapshot-every",
                  "1000",
                  "--instance",
                  "one",
                  "--replay-samples",
                  "8"),
              cluster.start("score", "--instance", "one"),
              cluster.start("monitor", "--instance", "one", "--window", "1"));

      // When: good samples, four kinds of bad records, and good ones again
      cluster.runProcess("produce", "--source", "digits", "--samples", "3000", "--rate", "max");
      sendBadRecords(cluster.connection(), new Pipeline("whole").topic(PipelineTopic.SAMPLES));
      String[] more = {
        "produce", "--source", "digits", "--samples", "3000", "--rate", "max", "--data-seed", "2"
      };
      assertThat(cluster.run(more).out()).contains("Sent 3,000 of 3,000 samples");

      // Then: what was refused is in dead-letters, and all that came after it is learned
      List<JsonNode> letters = cluster.watch("dead-letters", 4);
      assertThat(letters).hasSize(4);
      assertThat(letters.toString())
          .contains("whole.samples")
          .contains("wire format")
          .contains("424242")
          .contains("14x14")
          .contains("label is 10");
      int steps = 6_000 / 32;
      List<JsonNode> training = cluster.watch("training", steps);
      assertThat(training).hasSize(steps);
      assertThat(training.get(steps - 1).get("value").get("samples").asLong())
          .isEqualTo(steps * 32L);
      assertThat(cluster.watchRing(5).get(4).get("value").get("version").asLong()).isEqualTo(5_024);
      assertThat(cluster.runProcess("verify").out()).startsWith("SAME: Version 5024");
      assertThat(cluster.runProcess("topics", "describe").out())
          .containsPattern("needs whole.samples, partition 0, from offset [0-9]+ on.");

      // When
      cluster.runProcess(
          "produce",
          "--to",
          "examples",
          "--source",
          "digits",
          "--samples",
          "500",
          "--rate",
          "max",
          "--label-delay",
          "300");

      // Then
      assertThat(cluster.watch("predictions", 500)).hasSize(500);
      Awaitility.await("all labels counted")
          .atMost(CommandLineCluster.LONG)
          .pollInterval(CommandLineCluster.READ_EVERY)
          .until(
              () ->
                  cluster.watchAll("accuracy").stream()
                      .map(record -> record.get("value"))
                      .filter(value -> value.get("scope").asText().equals("TOTAL"))
                      .anyMatch(value -> value.get("labelled").asLong() == 500));

      // When, then: each ends by Ctrl-C
      services.forEach(ThalwegProcess::interrupt);
      for (ThalwegProcess service : services) {
        service.awaitExit(CommandLineCluster.LONG);
        assertThat(service.err()).contains("is ready").doesNotContain("\tat ");
      }
    }
  }

  private static void sendBadRecords(Connection connection, String topic) throws Exception {
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      AvroSerializer<Sample> serializer = new AvroSerializer<>(registry);
      byte[] unknownSchema = serializer.serialize(topic, sample(28, 1));
      ByteBuffer.wrap(unknownSchema).putInt(1, 424242);
      List<byte[]> bad =
          List.of(
              "not Avro".getBytes(UTF_8),
              unknownSchema,
              serializer.serialize(topic, sample(14, 1)),
              serializer.serialize(topic, sample(28, 10)));
      for (byte[] value : bad) {
        producer.send(new ProducerRecord<>(topic, "bad".getBytes(UTF_8), value)).get();
      }
    }
  }

  private static Sample sample(int side, int label) {
    return new Sample(
        "bad",
        List.of(side, side),
        Datatype.UINT8,
        ByteBuffer.allocate(side * side),
        label,
        1f,
        "test");
  }

  @Test
  void topicWithOtherSettings_isRefusedWithTheCommandThatMendsIt() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "altered")) {
      // Given
      ConfigResource snapshots = new ConfigResource(ConfigResource.Type.TOPIC, "altered.snapshots");
      try (Admin admin = cluster.connection().openAdmin()) {
        ConfigEntry delete = new ConfigEntry("cleanup.policy", "delete");
        admin
            .incrementalAlterConfigs(
                Map.of(snapshots, List.of(new AlterConfigOp(delete, AlterConfigOp.OpType.SET))))
            .all()
            .get();
      }

      // When
      CommandOutcome refused = cluster.runToEnd("train");

      // Then
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("altered.snapshots")
          .contains("cleanup.policy is delete, needs compact")
          .contains("topics create --alter")
          .doesNotContain("\tat ");

      // When, then: the command that it names mends it
      cluster.run("topics", "create", "--alter");
      ThalwegProcess trainer = cluster.startService("train");

      // When, then: after its first samples a trainer with other hyper-parameters is refused
      cluster.run("produce", "--source", "digits", "--samples", "64", "--rate", "max");
      assertThat(cluster.watch("training", 2)).hasSize(2);
      trainer.terminate();
      trainer.awaitExit(CommandLineCluster.LONG);
      CommandOutcome other = cluster.runToEnd("train", "--batch-size", "64");
      assertThat(other.exitCode()).as(other.describe()).isEqualTo(1);
      assertThat(other.err()).contains("batch.size=32").contains("batch.size=64");
    }
  }
}
