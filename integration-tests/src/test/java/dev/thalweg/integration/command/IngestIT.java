package dev.thalweg.integration.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.ingest.read.FirstRecords;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.topics.creation.TopicCreation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** A user's own topics: JSON in five partitions, labels of up to an hour later in another topic. */
@Order(6)
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class IngestIT {
  private static final int RECORDS = 2_000;
  private static final int KILLS = Integer.getInteger("ingest.kills", 3);

  private static final Pattern ADDRESS = Pattern.compile("HTTP is answered on (http://\\S+:\\d+)");

  private final Map<String, String> readings = new HashMap<>();

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
      assertThat(samples).hasSize(RECORDS - RECORDS / 10);
      assertThat(repeated(samples)).isEmpty();
      assertThat(cluster.watchAll("samples")).hasSameSizeAs(samples);
      assertThat(cluster.watch("examples", RECORDS)).hasSize(RECORDS);
      assertThat(cluster.watch("training", RECORDS - RECORDS / 10)).isNotEmpty();
      assertThat(cluster.runProcess("verify").out()).startsWith("SAME: Version 1500");

      // And: what is predicted of a record is known as of the same numbers as its sample
      assertSameNumbers(cluster, mapping);

      // And: another mapping is refused, not confused
      CommandOutcome otherRecords =
          cluster.runToEnd("score", "--mapping", another.toString(), "--no-http");
      assertThat(otherRecords.exitCode()).isEqualTo(1);
      assertThat(otherRecords.err()).contains("Model meters learned by the mapping ");
      running.interrupt();
      running.awaitExit(CommandLineCluster.LONG);
      CommandOutcome refused =
          cluster.runToEnd("ingest", "--mapping", another.toString(), "--instance", "one");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("The samples of meters were made by the mapping ");
    }
  }

  /** The ids of more than one record, with the places of all of them. */
  private static Map<String, List<String>> repeated(List<JsonNode> samples) {
    Map<String, List<String>> places = new TreeMap<>();
    for (JsonNode sample : samples) {
      places
          .computeIfAbsent(sample.at("/value/id").asText(), id -> new ArrayList<>())
          .add(sample.get("partition") + ":" + sample.get("offset"));
    }
    places.values().removeIf(all -> all.size() == 1);
    return places;
  }

  /** One scorer takes the records themselves, the other what ingest makes of them. */
  private void assertSameNumbers(CommandLineCluster cluster, Path mapping) throws Exception {
    ThalwegProcess ofRecords =
        cluster.startService(
            "score",
            "--mapping",
            mapping.toString(),
            "--guarantee",
            "exactly-once",
            "--instance",
            "one",
            "--http-port",
            "0");
    cluster.startService("score", "--instance", "two", "--no-http");
    List<JsonNode> predictions = cluster.watch("predictions", 2 * RECORDS);
    Map<String, Set<Provenance>> predicted = provenance(cluster, "meters.predictions");
    Map<String, Set<Provenance>> learned = provenance(cluster, "meters.samples");
    assertThat(predicted).hasSize(RECORDS).containsAllEntriesOf(learned);
    assertThat(predicted.values()).allSatisfy(all -> assertThat(all).hasSize(1));
    assertThat(cluster.watchAll("predictions")).hasSize(2 * RECORDS);

    URI rows = address(ofRecords).resolve("/v2/models/meters/rows");
    JsonNode answer =
        post(rows, "[" + readings.get("r7") + "," + readings.get("r8") + ",{\"volt\":[]}]");
    for (int i = 0; i < 2; i++) {
      String id = "r" + (7 + i);
      JsonNode ofRow = answer.at("/predictions/" + i);
      assertThat(predicted.get(id))
          .containsExactly(
              new Provenance(
                  answer.at("/parameters/mapping_sha256").asText(),
                  ofRow.get("input_sha256").asText()));
      assertThat(predictions)
          .extracting(prediction -> prediction.get("value"))
          .filteredOn(value -> value.get("id").asText().equals(id))
          .hasSize(2)
          .allSatisfy(
              value -> {
                assertThat(value.get("label")).isEqualTo(ofRow.get("label"));
                assertThat(value.get("className")).isEqualTo(ofRow.get("class"));
              });
    }
    assertThat(answer.at("/predictions/2/error").asText()).contains("The field volt ");
  }

  private static Map<String, Set<Provenance>> provenance(CommandLineCluster cluster, String topic) {
    Map<String, Set<Provenance>> byId = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        FirstRecords.of(cluster.connection(), topic, 100 * RECORDS)) {
      Set<Provenance> own =
          byId.computeIfAbsent(new String(record.key(), UTF_8), id -> new HashSet<>());
      own.add(Provenance.in(record.headers()).orElseThrow());
    }
    return byId;
  }

  private static URI address(ThalwegProcess scorer) {
    Matcher printed = ADDRESS.matcher(scorer.err());
    assertThat(printed.find()).as(scorer.describe()).isTrue();
    return URI.create(printed.group(1));
  }

  private static JsonNode post(URI uri, String rows) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(rows)).build();
    String answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(answer);
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
      new TopicCreation(admin, new Pipeline("meters"))
          .awaitWritable(List.of("readings", "outcomes"));
    }
  }

  /** Every tenth reading never gets its label. */
  private void send(Connection connection) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    long begin = System.currentTimeMillis() - 7_200_000;
    for (int i = 0; i < RECORDS; i++) {
      long at = begin + i * 1_000L;
      double volt = 230 + 10 * random.nextDouble();
      String reading =
          "{\"id\":\"r%d\",\"at\":%d,\"volt\":%s,\"city\":\"%s\"}"
              .formatted(i, at, volt, i % 3 == 0 ? "Perth" : "Sydney");
      readings.put("r" + i, reading);
      records.add(record("readings", reading));
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
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      for (Future<RecordMetadata> one : sent) {
        assertThat(one.get().hasOffset()).isTrue();
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String json) {
    return new ProducerRecord<>(topic, json.getBytes(UTF_8));
  }
}
