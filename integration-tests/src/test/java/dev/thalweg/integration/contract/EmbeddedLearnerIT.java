package dev.thalweg.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.examples.scoring.MeterScorer;
import dev.thalweg.examples.training.MeterTopology;
import dev.thalweg.examples.training.MeterTrainer;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.topics.creation.TopicCreation;
import dev.thalweg.trainer.EmbeddedLearner;
import dev.thalweg.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * The programs of examples/java: an application with the learner in its own topology, as a process
 * of its own, and a service that scores in process, as a part of this one.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class EmbeddedLearnerIT {
  private static final Pipeline PLANT = new Pipeline("plant");

  @Parameter TestStack stack;
  @TempDir Path temp;

  /** What a meter tells; every third meter is broken, and is then far from 50 Hz. */
  private record Told(float volt, float ampere, float hertz, boolean faulty) {
    static Told number(int number) {
      SplittableRandom random = new SplittableRandom(number);
      boolean faulty = number % 3 == 0;
      return new Told(
          (float) random.nextDouble(225, 235),
          (float) random.nextDouble(0, 16),
          (float) random.nextDouble(49.5, 50.5) - (faulty ? 2 : 0),
          faulty);
    }
  }

  @Test
  void application_killedWhileItLearns_leavesAModelThatTheLogGives_andTheTrainerGoesOnWithIt()
      throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PLANT.name())) {
      // Given: an application that is killed when it has learned something
      createTopic(cluster.connection());
      sendReadings(cluster.connection(), 0, 2_000);
      Process killed = startApplication(cluster.connection());
      try {
        assertThat(cluster.watch("snapshots", 1)).hasSize(1);
      } finally {
        killed.destroyForcibly();
      }

      // When: it is started again, and there is more
      sendReadings(cluster.connection(), 2_000, 3_000);
      Process application = startApplication(cluster.connection());
      try {
        cluster.watch("snapshots", 6);

        // Then: each reading is one sample, and the log gives the model
        List<JsonNode> samples = cluster.watchAll("samples");
        assertThat(samples).hasSize(3_000);
        Set<String> ids = new HashSet<>();
        samples.forEach(sample -> ids.add(sample.get("value").get("id").asText()));
        assertThat(ids).hasSize(3_000);
        assertThat(cluster.watchAll("dead-letters")).isEmpty();
        assertThat(cluster.run("verify").out()).startsWith("SAME: Version 3000");
        assertThat(rightOf200(cluster.connection())).isGreaterThan(190);
      } finally {
        application.destroy();
        assertThat(application.waitFor(1, TimeUnit.MINUTES)).isTrue();
      }

      // And: the trainer of the command line goes on where it stopped
      cluster.startService(
          "train",
          "--preset",
          "tabular",
          "--shape",
          "3",
          "--classes",
          "2",
          "--datatype",
          "fp32",
          "--snapshot-every",
          "500",
          "--instance",
          "two");
      sendSamples(cluster.connection(), 3_000, 3_500);
      cluster.watch("snapshots", 7);
      assertThat(cluster.run("verify").out()).startsWith("SAME: Version 3500");
    }
  }

  @Test
  void ownTopicThatIsGone_isNotSaidOfTheSamples() {
    // Given: an application that reads a topic which nobody has made
    Pipeline barren = new Pipeline("barren");
    stack.createTopics(barren);
    TrainerConfig config =
        new TrainerConfig(
            stack.connection(),
            MeterTopology.learner(barren),
            "one",
            temp.resolve("barren"),
            Duration.ofSeconds(10));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    try (EmbeddedLearner learner = EmbeddedLearner.prepare(config)) {
      StreamsConfig settings = new StreamsConfig(learner.settings());
      Topology topology = new Topology(new TopologyConfig(settings));
      topology.addSource("own", "barren-readings");
      try (KafkaStreams streams =
          new KafkaStreams(learner.addTo(topology), settings, learner.clients())) {
        streams.setUncaughtExceptionHandler(learner.failures(ended::complete));

        // When
        streams.start();

        // Then
        assertThat(ended)
            .succeedsWithin(CommandLineCluster.LONG)
            .isInstanceOf(UserException.class)
            .extracting(Throwable::getMessage)
            .isEqualTo(
                "A topic that the application reads besides barren.samples is gone: make it again,"
                    + " and start again.");
      }
    }
  }

  /** How many of 200 readings that nobody has seen the served model gets right. */
  private static int rightOf200(Connection connection) {
    try (MeterScorer scorer = new MeterScorer(connection, PLANT)) {
      assertThat(scorer.awaitModel(CommandLineCluster.LONG)).isTrue();
      int right = 0;
      for (int number = 1_000_000; number < 1_000_200; number++) {
        Told told = Told.number(number);
        MeterScorer.Answer answer =
            scorer.score(told.volt(), told.ampere(), told.hertz()).orElseThrow();
        assertThat(answer.version()).isEqualTo(3_000);
        right += answer.faulty() > 0.5 == told.faulty() ? 1 : 0;
      }
      return right;
    }
  }

  private Process startApplication(Connection connection) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.add(
        "-Dorg.bytedeco.javacpp.platform.extension="
            + System.getProperty("org.bytedeco.javacpp.platform.extension", ""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MeterTrainer.class.getName());
    command.addAll(List.of(connection.bootstrapServer(), connection.schemaRegistry()));
    command.addAll(List.of(PLANT.name(), "one", temp.resolve("state").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("out.txt").toFile()))
        .start();
  }

  private static void createTopic(Connection connection) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin.createTopics(List.of(new NewTopic(MeterTopology.READINGS, 3, (short) 1))).all().get();
      new TopicCreation(admin, new Pipeline("meters"))
          .awaitWritable(List.of(MeterTopology.READINGS));
    }
  }

  private static void sendReadings(Connection connection, int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int number = from; number < to; number++) {
      Told told = Told.number(number);
      String json =
          String.format(
              Locale.ROOT,
              "{\"id\":\"r%d\",\"volt\":%s,\"ampere\":%s,\"hertz\":%s,\"faulty\":%b}",
              number,
              told.volt(),
              told.ampere(),
              told.hertz(),
              told.faulty());
      records.add(new ProducerRecord<>(MeterTopology.READINGS, json.getBytes(UTF_8)));
    }
    send(connection, records);
  }

  private static void sendSamples(Connection connection, int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    String topic = PLANT.topic(PipelineTopic.SAMPLES);
    try (SchemaRegistry registry = connection.openRegistry()) {
      AvroSerializer<Sample> serializer = new AvroSerializer<>(registry);
      for (int number = from; number < to; number++) {
        Told told = Told.number(number);
        ByteBuffer data =
            ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(told.volt())
                .putFloat(told.ampere())
                .putFloat(told.hertz())
                .flip();
        int target = told.faulty() ? 1 : 0;
        Sample sample =
            new Sample("r" + number, List.of(3), Datatype.FP32, data, target, 1f, "a test");
        byte[] key = sample.getId().getBytes(UTF_8);
        records.add(new ProducerRecord<>(topic, key, serializer.serialize(topic, sample)));
      }
    }
    send(connection, records);
  }

  private static void send(Connection connection, List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        Future<RecordMetadata> unused = producer.send(record);
      }
      producer.flush();
    }
  }
}
