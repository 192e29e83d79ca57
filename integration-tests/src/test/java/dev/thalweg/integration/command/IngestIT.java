package dev.thalweg.integration.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** A user's own topics: JSON in five partitions, labels of up to an hour later in another topic. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class IngestIT {
  private static final int RECORDS = 2_000;
  private static final int KILLS = Integer.getInteger("ingest.kills", 3);

  @Parameter TestStack stack;
  @TempDir Path temp;

  @Test
  void ingestionKilledAgainAndAgain_makesEachSampleOnce_andTheModelIsRebuiltFromThem()
      throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "meters")) {
      // Given
      createTopics(cluster.connection());
      send(cluster.connection());
      Path mapping = Files.writeString(temp.resolve("meters.yaml"), MAPPING, UTF_8);
      Path another =
          Files.writeString(
              temp.resolve("another.yaml"),
              MAPPING.replace("features: [volt", "features: [at, volt"));
      assertThat(cluster.run("mapping", "infer", "--topic", "readings").out())
          .contains("pipeline: meters", "volt", "city");
      assertThat(cluster.run("mapping", "check", "--mapping", mapping.toString()).out())
          .contains("3 columns", "city=Perth = ", "outcomes:", "target state = ");

      // When: it is killed while it works, in the middle of whatever it does
      String[] ingest = {
        "ingest", "--mapping", mapping.toString(), "--instance", "one", "--scored"
      };
      SplittableRandom random = new SplittableRandom(1);
      for (int kill = 0; kill < KILLS; kill++) {
        ThalwegProcess killed = cluster.start(ingest);
        TimeUnit.MILLISECONDS.sleep(2_500 + random.nextInt(3_000));
        killed.kill();
      }
      ThalwegProcess running = cluster.startService(ingest);
      cluster.startService(
          "train",
          "--mapping",
          mapping.toString(),
          "--preset",
          "tabular",
          "--snapshot-every",
          "500",
          "--instance",
          "one");

      // Then: each once, those without a label aside
      List<JsonNode> samples = cluster.watch("samples", RECORDS - RECORDS / 10);
      Set<String> ids = new HashSet<>();
      samples.forEach(sample -> ids.add(sample.get("value").get("id").asText()));
      assertThat(ids).hasSize(RECORDS - RECORDS / 10);
      assertThat(cluster.watchAll("samples")).hasSameSizeAs(samples);
      assertThat(cluster.watch("examples", RECORDS)).hasSize(RECORDS);
      assertThat(cluster.watch("training", RECORDS - RECORDS / 10)).isNotEmpty();
      assertThat(cluster.runProcess("verify").out()).startsWith("SAME: Version 1500");

      // And: another mapping is refused, not confused
      running.interrupt();
      running.awaitExit(CommandLineCluster.LONG);
      CommandOutcome refused =
          cluster.runToEnd("ingest", "--mapping", another.toString(), "--instance", "one");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("The samples of meters were made by the mapping ");
    }
  }

  private static final String MAPPING =
      """
      pipeline: meters
      source: {topic: readings, format: json}
      id: id
      time: at
      features: [volt, {field: city, type: category, values: [Sydney, Perth]}]
      target: {field: state, classes: [DOWN, UP]}
      labels: {topic: outcomes, id: reading, time: at, within: 2h}
      """;

  private static void createTopics(Connection connection) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("readings", 5, (short) 1), new NewTopic("outcomes", 2, (short) 1)))
          .all()
          .get();
    }
  }

  /** Every tenth reading never gets its label. */
  private static void send(Connection connection) throws IOException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    long begin = System.currentTimeMillis() - 7_200_000;
    for (int i = 0; i < RECORDS; i++) {
      long at = begin + i * 1_000L;
      double volt = 230 + 10 * random.nextDouble();
      records.add(
          record(
              "readings",
              "{\"id\":\"r%d\",\"at\":%d,\"volt\":%s,\"city\":\"%s\"}"
                  .formatted(i, at, volt, i % 3 == 0 ? "Perth" : "Sydney")));
      if (i % 10 != 0) {
        records.add(
            record(
                "outcomes",
                "{\"reading\":\"r%d\",\"at\":%d,\"state\":\"%s\"}"
                    .formatted(i, at + random.nextInt(3_600_000), volt > 235 ? "UP" : "DOWN")));
      }
    }
    Map<String, Object> settings = connection.clientConfig();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> one : records) {
        Future<RecordMetadata> unused = producer.send(one);
      }
      producer.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String json) {
    return new ProducerRecord<>(topic, json.getBytes(UTF_8));
  }
}
