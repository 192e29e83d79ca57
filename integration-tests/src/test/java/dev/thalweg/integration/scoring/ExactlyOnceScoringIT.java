package dev.thalweg.integration.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.topics.bounded.TopicScan;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Whatever becomes of the scorers, readers of what is committed see each example once. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class ExactlyOnceScoringIT {
  private static final Pipeline PIPELINE = new Pipeline("scored-once");
  private static final Pipeline SHADOW = new Pipeline("scored-once-shadow");
  private static final long SEED = Long.getLong("guarantee.seed", System.nanoTime());
  private static final Architecture ARCHITECTURE =
      Architecture.parse("4x4 dense(3,softmax) cross_entropy");
  private static final int PARTITIONS = 2;
  private static final int KILLS = 4;

  /** After each start of a scorer, so that it is killed in mid-stream. */
  private static final int IMAGES_PER_KILL = 1_500;

  /** Every so many records one is no image. */
  private static final int GARBAGE_EVERY = 50;

  @Parameter TestStack stack;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int images;
  private int garbage;

  @Test
  void scorersKilledInMidStream_predictEachImageOnce() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name());
        CommandLineCluster shadow = new CommandLineCluster(stack, SHADOW.name());
        SchemaRegistry registry = shadow.connection().openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                cluster.connection().clientConfig(),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      // Given
      Connection connection = cluster.connection();
      partition(connection, PipelineTopic.EXAMPLES);
      publishSnapshot(producer, registry, PIPELINE);
      publishSnapshot(producer, registry, SHADOW);

      // When: killed somewhere in the work that came while it was away, or in that which comes now
      for (int kill = 0; kill < KILLS; kill++) {
        send(producer, registry, IMAGES_PER_KILL);
        long before = predicted(connection, registry, PIPELINE).size();
        ThalwegProcess scorer = score(cluster, "one", "--shadow", SHADOW.name());
        awaitPredicted(connection, registry, before + 1, scorer);
        send(producer, registry, random.nextInt(IMAGES_PER_KILL));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
        scorer.kill();
        scorer.awaitExit(CommandLineCluster.LONG);
      }
      // When: its partitions go to another, which joins while it works
      send(producer, registry, IMAGES_PER_KILL);
      ThalwegProcess leaving = score(cluster, "one", "--shadow", SHADOW.name());
      ThalwegProcess staying = score(cluster, "two", "--shadow", SHADOW.name());
      awaitReady(leaving);
      awaitReady(staying);
      send(producer, registry, IMAGES_PER_KILL);
      leaving.terminate();
      leaving.awaitExit(CommandLineCluster.LONG);
      send(producer, registry, IMAGES_PER_KILL);
      awaitPredicted(connection, registry, images, staying);

      // Then
      assertThat(predicted(connection, registry, PIPELINE))
          .as("seed %d", SEED)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, images).mapToObj(i -> "image-" + i).toList());
      // It joins in with its first snapshot, which a scorer may have moments after the other one's.
      assertThat(predicted(connection, registry, SHADOW))
          .as("seed %d", SEED)
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(images / 2);
      assertThat(deadLetters(connection)).as("seed %d", SEED).doesNotHaveDuplicates();
      Awaitility.await("dead letters")
          .atMost(CommandLineCluster.LONG)
          .untilAsserted(() -> assertThat(deadLetters(connection)).hasSize(garbage));
    }
  }

  @Test
  void scorerWhoseNameAnotherTakes_endsWithASentence() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "scored-once-fenced");
        SchemaRegistry registry = cluster.connection().openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                cluster.connection().clientConfig(),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      // Given
      publishSnapshot(producer, registry, new Pipeline("scored-once-fenced"));
      ThalwegProcess first = score(cluster, "one");
      awaitReady(first);

      // When
      ThalwegProcess second = score(cluster, "one");

      // Then
      assertThat(first.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
      assertThat(first.err()).contains("instance name");
      awaitReady(second);
      assertThat(second.isAlive()).isTrue();
    }
  }

  private ThalwegProcess score(CommandLineCluster cluster, String instance, String... more)
      throws Exception {
    // On a cluster of somebody's own it would be 30 s, for which each takeover might wait.
    Path config = Files.createTempFile(stack.home(), "scorer", ".properties");
    Files.writeString(config, "transaction.timeout.ms=4000\n");
    List<String> args = new ArrayList<>(List.of("score", "--instance", instance));
    args.addAll(List.of("--guarantee", "exactly-once", "--max-batch", "64"));
    args.addAll(List.of("--command-config", config.toString()));
    args.addAll(List.of(more));
    return cluster.start(args.toArray(String[]::new));
  }

  private static void awaitReady(ThalwegProcess scorer) {
    Awaitility.await("a scorer")
        .atMost(CommandLineCluster.LONG)
        .failFast(() -> assertThat(scorer.isAlive()).as(scorer.describe()).isTrue())
        .until(() -> scorer.err().contains("is ready"));
  }

  private static void partition(Connection connection, PipelineTopic topic) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin
          .createPartitions(Map.of(PIPELINE.topic(topic), NewPartitions.increaseTo(PARTITIONS)))
          .all()
          .get();
    }
  }

  private static void publishSnapshot(
      KafkaProducer<byte[], byte[]> producer, SchemaRegistry registry, Pipeline pipeline) {
    Snapshot snapshot = new Snapshot();
    snapshot.setModel(pipeline.model());
    snapshot.setArchitecture(ARCHITECTURE.text());
    snapshot.setHyperparameters(Map.of());
    snapshot.setParameters(ByteBuffer.allocate(4 * ARCHITECTURE.parameterCount()));
    snapshot.setParentSha256("");
    snapshot.setOffsets(List.of());
    snapshot.setBackend("none");
    snapshot.setTrainedAt(Instant.EPOCH);
    SnapshotSeal.seal(snapshot);
    String topic = pipeline.topic(PipelineTopic.SNAPSHOTS);
    byte[] value = new AvroSerializer<Snapshot>(registry).serialize(topic, snapshot);
    var unused =
        producer.send(new ProducerRecord<>(topic, SnapshotRing.key(pipeline.model(), 0), value));
    producer.flush();
  }

  /** So many images, and now and then a record that is none. */
  private void send(KafkaProducer<byte[], byte[]> producer, SchemaRegistry registry, int more) {
    String topic = PIPELINE.topic(PipelineTopic.EXAMPLES);
    AvroSerializer<Example> serializer = new AvroSerializer<>(registry);
    for (int i = 0; i < more; i++) {
      String id = "image-" + images++;
      Example image =
          new Example(
              id, List.of(4, 4), Datatype.UINT8, ByteBuffer.wrap(new byte[16]), Instant.now());
      var unused =
          producer.send(
              new ProducerRecord<>(topic, id.getBytes(UTF_8), serializer.serialize(topic, image)));
      if (images % GARBAGE_EVERY == 0) {
        garbage++;
        var unusedToo = producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8)));
      }
    }
    producer.flush();
  }

  /** The ids of all predictions of a model that are committed, repeats included. */
  private static List<String> predicted(
      Connection connection, SchemaRegistry registry, Pipeline model) {
    List<String> ids = new ArrayList<>();
    AvroDecoder<Prediction> decoder = AvroDecoder.reusing(registry, new Prediction());
    TopicScan.read(
        connection,
        PIPELINE.topic(PipelineTopic.PREDICTIONS),
        record -> {
          try {
            Prediction prediction = decoder.decode(record.value());
            if (prediction.getModel().equals(model.model())) {
              ids.add(prediction.getId());
            }
          } catch (UnreadableRecordException e) {
            throw new AssertionError(e);
          }
        });
    return ids;
  }

  private static List<String> deadLetters(Connection connection) {
    List<String> keys = new ArrayList<>();
    TopicScan.read(
        connection,
        PIPELINE.topic(PipelineTopic.DEAD_LETTERS),
        record -> keys.add(new String(record.key(), UTF_8)));
    return keys;
  }

  private static void awaitPredicted(
      Connection connection, SchemaRegistry registry, long images, ThalwegProcess scorer) {
    Awaitility.await("%d predictions".formatted(images))
        .atMost(CommandLineCluster.LONG)
        .pollInterval(Duration.ofMillis(100))
        .failFast(() -> assertThat(scorer.isAlive()).as(scorer.describe()).isTrue())
        .until(() -> predicted(connection, registry, PIPELINE).size() >= images);
  }
}
