package dev.thalweg.integration.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.guarantee.Audit;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker-compose.yml, brought up for real, and each of its containers killed. */
@Order(2)
class ComposeIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  /** How often to ask, with clients made for it: that costs as much as what is waited for. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final int SAMPLES = 6_000;
  private static final int EXAMPLES = 1_500;
  private static final Map<String, String> STREAMS =
      Map.of(
          "SOURCE", "digits",
          "SAMPLES", "" + SAMPLES,
          "RATE", "150",
          "EXAMPLES", "" + EXAMPLES,
          "EXAMPLE_RATE", "25",
          "SNAPSHOT_EVERY", "1000");

  @TempDir Path home;

  @Test
  void containersThatAreKilledAndStartedAgain_loseNothingAndLearnNothingTwice() throws Exception {
    assumeTrue(
        Stacks.onContainers(), "No Docker engine answers, or -Dit.stack=embedded leaves it out.");
    assertThat(Compose.isInstalled()).as("docker compose answers").isTrue();

    try (Compose compose = new Compose(home, STREAMS)) {
      // Given: all of it, learning
      compose.up();
      Connection connection = compose.connection();
      awaitLearned(connection, 500);

      // When: the producers in mid-stream, then what all need, then the others
      kill(compose, "producer");
      kill(compose, "examples");
      awaitCounted(connection);
      awaitLearned(connection, learned(connection) + 300);
      kill(compose, "kafka");
      awaitLearned(connection, learned(connection) + 500);
      kill(compose, "registry");
      awaitRegistry(connection);
      kill(compose, "trainer");
      kill(compose, "scorer");
      kill(compose, "monitor");
      assertSchemasMayChange(connection);

      // Then: the streams came to their ends, and everything in them was learned once
      awaitLearned(connection, SAMPLES);
      assertThat(keys(connection, PipelineTopic.SAMPLES)).hasSize(SAMPLES).doesNotHaveDuplicates();
      AuditReport audit = new Audit(connection, PIPELINE).run();
      assertThat(audit.records()).isEqualTo(SAMPLES);
      assertThat(audit.findings()).allMatch(AuditReport.Finding::kept);
      assertThat(audit.liveStateSha256()).isEqualTo(audit.undisturbedStateSha256());
      assertThat(command(connection, "verify").out()).startsWith("SAME: Version 5");

      // Then: every image was scored, and has its label once
      awaitKeys(connection, PipelineTopic.LABELS);
      awaitKeys(connection, PipelineTopic.PREDICTIONS);
      assertThat(keys(connection, PipelineTopic.EXAMPLES))
          .hasSize(EXAMPLES)
          .doesNotHaveDuplicates();
      assertThat(keys(connection, PipelineTopic.LABELS)).doesNotHaveDuplicates();

      // Then: the scorer answers from outside
      awaitAnswer(compose.http().resolve("/v2/models/digits/ready"));

      // Then: the monitor has counted each answer once, whatever it was doing when the broker went
      int answers = answers(connection);
      WindowAccuracy total = awaitCounted(connection, answers);
      assertThat(total.getLabelled()).isEqualTo(answers);
      assertThat(total.getAccuracy()).isBetween(0.6, 1.0);
      System.out.printf(
          "Compose: each container killed; %,d samples, %,d steps, %d snapshots, %.2f %% of %,d"
              + " examples right%n",
          audit.records(),
          audit.steps(),
          audit.snapshots(),
          100 * total.getAccuracy(),
          total.getLabelled());
    }
  }

  /** The registry is of another version than the embedded one. */
  private void assertSchemasMayChange(Connection connection) throws Exception {
    Pipeline evolved = new Pipeline("evolved");
    Cluster.createTopics(connection, evolved, 1, (short) 1);
    NextVersion.assertRefusedWithoutDefaults(connection, evolved);
    NextVersion.assertMissingSchemaIsTold(home, connection, new Pipeline("bare"));
    NextVersion.sendSamples(connection, evolved, 10);
    List<Sample> read =
        values(connection, evolved.topic(PipelineTopic.SAMPLES), Sample.getClassSchema());
    assertThat(read).extracting(Sample::getId).hasSize(10).contains("next-9");
  }

  private static <T extends SpecificRecord> List<T> values(
      Connection connection, String topic, Schema schema) {
    List<T> values = new ArrayList<>();
    try (SchemaRegistry registry = connection.openRegistry()) {
      AvroDecoder<T> decoder = AvroDecoder.of(registry, schema);
      TopicScan.read(connection, topic, read -> values.add(decode(decoder, read.value())));
    }
    return values;
  }

  private static <T extends SpecificRecord> T decode(AvroDecoder<T> decoder, byte[] value) {
    try {
      return decoder.decode(value);
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
  }

  /** Each of its containers. */
  private static void kill(Compose compose, String service) {
    assertThat(compose.containers(service)).isNotEmpty().allSatisfy(compose::killAndStart);
  }

  /** Waits until the trainers have committed so many samples. */
  private static void awaitLearned(Connection connection, long samples) {
    Awaitility.await("%d samples learned".formatted(samples))
        .atMost(LONG)
        .pollInterval(ASK_EVERY)
        .until(() -> learned(connection) >= samples);
  }

  /** How many samples the trainers have committed, as soon as the broker answers. */
  private static long learned(Connection connection) {
    TopicPartition partition = new TopicPartition(PIPELINE.topic(PipelineTopic.SAMPLES), 0);
    try (Admin admin = connection.openAdmin()) {
      return Awaitility.await("the committed offset")
          .atMost(LONG)
          .ignoreExceptions()
          .until(
              () ->
                  admin
                      .listConsumerGroupOffsets(Trainer.group(PIPELINE))
                      .partitionsToOffsetAndMetadata()
                      .get()
                      .get(partition),
              Objects::nonNull)
          .offset();
    }
  }

  /** Waits until the monitor has counted; it shows a window only once the next has begun. */
  private static void awaitCounted(Connection connection) {
    Awaitility.await("a record of accuracy")
        .atMost(LONG)
        .pollInterval(ASK_EVERY)
        .ignoreExceptionsInstanceOf(UserException.class) // a broker that was too busy to answer
        .until(() -> !keys(connection, PipelineTopic.ACCURACY).isEmpty());
  }

  private static void awaitRegistry(Connection connection) {
    awaitAnswer(URI.create(connection.schemaRegistry() + "/subjects"));
  }

  /** Waits until an address answers, and not with an error. */
  private static void awaitAnswer(URI address) {
    Awaitility.await(address.toString())
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              try (InputStream body = address.toURL().openStream()) {
                return body != null;
              }
            });
  }

  private static List<String> keys(Connection connection, PipelineTopic topic) {
    List<String> keys = new ArrayList<>();
    TopicScan.read(
        connection, PIPELINE.topic(topic), read -> keys.add(new String(read.key(), UTF_8)));
    return keys;
  }

  /**
   * More than the images, where the killed scorer had answered some and the next version did too.
   */
  private static int answers(Connection connection) {
    Set<String> answers = new HashSet<>();
    List<Prediction> predictions =
        values(connection, PIPELINE.topic(PipelineTopic.PREDICTIONS), Prediction.getClassSchema());
    predictions.forEach(p -> answers.add(p.getVersion() + "/" + p.getId()));
    return answers.size();
  }

  /** Waits until a topic has a record for every image. */
  private static void awaitKeys(Connection connection, PipelineTopic topic) {
    Awaitility.await("every image in " + topic)
        .atMost(LONG)
        .pollInterval(ASK_EVERY)
        .ignoreExceptionsInstanceOf(UserException.class)
        .until(() -> new HashSet<>(keys(connection, topic)).size() == EXAMPLES);
  }

  /** The accuracy over all examples, once so many are counted. */
  private static WindowAccuracy awaitCounted(Connection connection, long examples) {
    return Awaitility.await("examples counted")
        .atMost(LONG)
        .pollInterval(ASK_EVERY)
        .ignoreExceptionsInstanceOf(UserException.class)
        .until(
            () -> total(connection),
            total -> total.isPresent() && total.get().getLabelled() >= examples)
        .orElseThrow();
  }

  /** As the monitor has last said it. */
  private static Optional<WindowAccuracy> total(Connection connection) {
    List<WindowAccuracy> all =
        values(connection, PIPELINE.topic(PipelineTopic.ACCURACY), WindowAccuracy.getClassSchema());
    return all.stream()
        .filter(accuracy -> accuracy.getScope() == AccuracyScope.TOTAL)
        .reduce((before, last) -> last);
  }

  private ThalwegProcess command(Connection connection, String name, String... options) {
    Stream<String> here =
        Stream.of(
            "--bootstrap-server",
            connection.bootstrapServer(),
            "--schema-registry",
            connection.schemaRegistry(),
            "--wait-for-cluster",
            "4m");
    String[] arguments =
        Stream.of(Stream.of(name), Stream.of(options), here)
            .flatMap(stream -> stream)
            .toArray(String[]::new);
    ThalwegProcess process = ThalwegProcess.run(home, LONG, arguments);
    assertThat(process.exitCode()).as(process.describe()).isZero();
    return process;
  }

  @Test
  void images_areThoseOfTheTests() throws IOException {
    assertThat(Files.readString(Compose.FILE, UTF_8))
        .contains("image: " + System.getProperty("thalweg.image.kafka") + "\n")
        .contains("image: " + System.getProperty("thalweg.image.registry") + "\n");
  }
}
