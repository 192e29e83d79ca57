package dev.thalweg.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each service as a process of its own against one cluster, by the commands of the README. */
class PipelineIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final List<ThalwegProcess> running = new ArrayList<>();

  @AfterEach
  void tearDown() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }

  private ThalwegProcess start(String... args) {
    ThalwegProcess process = ThalwegProcess.start(home, args);
    running.add(process);
    return process;
  }

  private ThalwegProcess run(String... args) {
    ThalwegProcess process = ThalwegProcess.run(home, LONG, args);
    assertThat(process.exitCode()).as(process.describe()).isZero();
    return process;
  }

  private Connection startCluster() {
    ThalwegProcess up = start("up", "--dir", home.resolve("stack").toString());
    Pattern line = Pattern.compile("Connect +--bootstrap-server (\\S+) --schema-registry (\\S+)");
    Awaitility.await("the cluster").atMost(LONG).until(() -> line.matcher(up.out()).find());
    Matcher found = line.matcher(up.out());
    assertThat(found.find()).isTrue();
    return new Connection(found.group(1), found.group(2), Map.of(), true);
  }

  private static String[] on(Connection cluster, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-server",
            cluster.bootstrapServer(),
            "--schema-registry",
            cluster.schemaRegistry()));
    return all.toArray(String[]::new);
  }

  private List<JsonNode> watch(Connection cluster, String topic, int messages) throws IOException {
    ThalwegProcess watch =
        run(
            on(
                cluster,
                "watch",
                topic,
                "--json",
                "--from-beginning",
                "--max-messages",
                Integer.toString(messages),
                "--timeout-ms",
                "60000"));
    List<JsonNode> records = new ArrayList<>();
    for (String line : watch.out().lines().toList()) {
      records.add(JSON.readTree(line));
    }
    return records;
  }

  @Test
  void servicesOfTheirOwn_learnScoreAndCountTogether() throws Exception {
    // Given
    Connection cluster = startCluster();
    assertThat(run(on(cluster, "topics", "create")).out()).contains("Created 11 of 11");
    assertThat(run(on(cluster, "topics", "describe")).out())
        .contains("digits.samples")
        .doesNotContain("missing");
    List<ThalwegProcess> services =
        List.of(
            start(on(cluster, "train", "--snapshot-every", "1000", "--instance", "one")),
            start(on(cluster, "score", "--instance", "one")),
            start(on(cluster, "monitor", "--instance", "one", "--window", "1")));

    // When: good samples, four kinds of bad records, and good ones again
    run(on(cluster, "produce", "--source", "digits", "--samples", "3000", "--rate", "max"));
    sendBadRecords(cluster);
    String[] more = {
      "produce", "--source", "digits", "--samples", "3000", "--rate", "max", "--data-seed", "2"
    };
    assertThat(run(on(cluster, more)).out()).contains("Sent 3,000 of 3,000 samples");

    // Then: what was refused is in dead-letters, and all that came after it is learned
    List<JsonNode> letters = watch(cluster, "dead-letters", 4);
    assertThat(letters).hasSize(4);
    assertThat(letters.toString())
        .contains("digits.samples")
        .contains("wire format")
        .contains("424242")
        .contains("14x14")
        .contains("label is 10");
    int steps = 6_000 / 32;
    List<JsonNode> training = watch(cluster, "training", steps);
    assertThat(training).hasSize(steps);
    assertThat(training.get(steps - 1).get("value").get("samples").asLong()).isEqualTo(steps * 32L);
    List<JsonNode> snapshots = watch(cluster, "snapshots", 5);
    assertThat(snapshots.get(4).get("value").get("version").asLong()).isEqualTo(5_024);

    // When
    run(
        on(
            cluster,
            "produce",
            "--to",
            "images",
            "--source",
            "digits",
            "--samples",
            "500",
            "--rate",
            "max",
            "--label-delay",
            "300"));

    // Then
    assertThat(watch(cluster, "predictions", 500)).hasSize(500);
    Awaitility.await("all labels counted")
        .atMost(LONG)
        .until(
            () ->
                accuracy(cluster).stream()
                    .map(record -> record.get("value"))
                    .filter(value -> value.get("scope").asText().equals("TOTAL"))
                    .anyMatch(value -> value.get("labelled").asLong() == 500));

    // When, then: each ends by Ctrl-C within 10 s
    services.forEach(ThalwegProcess::interrupt);
    for (ThalwegProcess service : services) {
      service.awaitExit(Duration.ofSeconds(10));
      assertThat(service.err()).contains("is ready").doesNotContain("\tat ");
    }
  }

  /** All that is there now. */
  private List<JsonNode> accuracy(Connection cluster) throws IOException {
    String[] watch = {"watch", "accuracy", "--json", "--from-beginning", "--timeout-ms", "1500"};
    List<JsonNode> records = new ArrayList<>();
    for (String line : run(on(cluster, watch)).out().lines().toList()) {
      records.add(JSON.readTree(line));
    }
    return records;
  }

  private static void sendBadRecords(Connection cluster) throws Exception {
    String topic = PIPELINE.topic(PipelineTopic.SAMPLES);
    Map<String, Object> config = cluster.clientConfig();
    try (SchemaRegistry registry = cluster.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
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
    return new Sample("bad", side, side, ByteBuffer.allocate(side * side), label, "test");
  }

  @Test
  void topicWithOtherSettings_isRefusedWithTheCommandThatMendsIt() throws Exception {
    // Given
    Connection cluster = startCluster();
    run(on(cluster, "topics", "create"));
    ConfigResource snapshots =
        new ConfigResource(ConfigResource.Type.TOPIC, PIPELINE.topic(PipelineTopic.SNAPSHOTS));
    try (Admin admin = cluster.openAdmin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  snapshots,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }

    // When
    ThalwegProcess refused = ThalwegProcess.run(home, LONG, on(cluster, "train"));

    // Then
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("digits.snapshots")
        .contains("cleanup.policy is delete, needs compact")
        .contains("topics create --alter")
        .doesNotContain("\tat ");

    // When, then: the command that it names mends it
    run(on(cluster, "topics", "create", "--alter"));
    ThalwegProcess trainer = start(on(cluster, "train"));
    Awaitility.await("the trainer").atMost(LONG).until(() -> trainer.err().contains("is ready"));

    // When, then: after its first samples a trainer with other hyper-parameters is refused
    run(on(cluster, "produce", "--source", "digits", "--samples", "64", "--rate", "max"));
    assertThat(watch(cluster, "training", 2)).hasSize(2);
    trainer.interrupt();
    trainer.awaitExit(Duration.ofSeconds(10));
    ThalwegProcess other =
        ThalwegProcess.run(home, LONG, on(cluster, "train", "--batch-size", "64"));
    assertThat(other.exitCode()).as(other.describe()).isEqualTo(1);
    assertThat(other.err()).contains("batch.size=32").contains("batch.size=64");
  }
}
