package dev.thalweg.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.monitor.watch.Since;
import dev.thalweg.monitor.watch.TopicFollower;
import dev.thalweg.producer.GeneratedDigits;
import dev.thalweg.producer.ImageSource;
import dev.thalweg.producer.ImageStream;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.Split;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Image;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.trainer.SnapshotEntry;
import dev.thalweg.trainer.Snapshots;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

  private static final int PARTITIONS = 2;
  private static final int EACH = 50;

  private static final int EARLY = 8;

  @Parameter TestStack stack;

  /** What a prediction says of the snapshot that made it. */
  private record Made(long version, String sha256) {
    static Made by(SnapshotEntry listed) {
      return new Made(listed.version(), listed.sha256());
    }
  }

  @Test
  void pinnedVersion_isServedByAll_alsoByOneThatStartsLater_untilTheyFollowAgain()
      throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name());
        Images images = new Images(cluster.connection())) {
      // Given: two scorers, each with a partition of the images, and an early version
      Connection connection = cluster.connection();
      partitionImages(connection);
      cluster.start("train", "--snapshot-every", "" + BATCH, "--instance", "one");
      List<ThalwegProcess> scorers =
          List.of(
              cluster.start("score", "--instance", "one"),
              cluster.start("score", "--instance", "two"));
      learn(connection, 0, EARLY);
      Made early = Made.by(awaitListed(connection, EARLY).get(EARLY - 3));
      awaitMembers(connection, scorers.size());

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
      scorers.forEach(ThalwegProcess::interrupt);
      for (ThalwegProcess scorer : scorers) {
        scorer.awaitExit(Duration.ofSeconds(10));
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
    ImageSource digits = new GeneratedDigits(1, Split.TRAIN);
    SampleOrder order = SampleOrder.of(digits, 1, (long) until * BATCH, 1);
    StreamConfig stream =
        StreamConfig.of(PIPELINE, ImageStream.of(digits, Split.TRAIN, order))
            .startingAt((long) from * BATCH);
    assertThat(new SampleProducer(stream, connection, Progress.NONE).run().nextIndex())
        .isEqualTo((long) until * BATCH);
  }

  /** Samples keep their one partition; the scorers have one each. */
  private static void partitionImages(Connection connection) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin
          .createPartitions(
              Map.of(PIPELINE.topic(PipelineTopic.IMAGES), NewPartitions.increaseTo(PARTITIONS)))
          .all()
          .get();
    }
  }

  private static void awaitMembers(Connection connection, int members) {
    String group = PIPELINE.group("scorer");
    try (Admin admin = connection.openAdmin()) {
      Awaitility.await("scorers with a partition each")
          .atMost(CommandLineCluster.LONG)
          .ignoreExceptions() // there is no group as yet
          .until(
              () -> {
                ConsumerGroupDescription described =
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group);
                return described.members().stream()
                        .filter(member -> member.assignment().topicPartitions().size() == 1)
                        .count()
                    == members;
              });
    }
  }

  /** The listing, newest first, once so many were taken. */
  private static List<SnapshotEntry> awaitListed(Connection connection, int taken) {
    Snapshots topic = new Snapshots(connection, PIPELINE);
    return Awaitility.await("snapshots")
        .atMost(CommandLineCluster.LONG)
        .until(
            () -> topic.list().entries(),
            listed -> !listed.isEmpty() && listed.get(0).sequence() == taken - 1);
  }

  /** Sends images to every partition and collects what comes back. */
  private static final class Images implements AutoCloseable {
    private final SchemaRegistry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AvroSerializer<Image> serializer;
    private final Map<String, Made> madeById = new ConcurrentHashMap<>();
    private final TopicFollower<Prediction> predictions;
    private int sent;

    Images(Connection connection) {
      registry = connection.openRegistry();
      serializer = new AvroSerializer<>(registry);
      producer =
          new KafkaProducer<>(
              connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
      predictions =
          new TopicFollower<>(
              connection,
              PIPELINE,
              PipelineTopic.PREDICTIONS,
              Prediction.class,
              Since.NOW,
              p -> madeById.put(p.getId(), new Made(p.getVersion(), p.getSha256())));
      predictions.start();
    }

    /** Has some images of each partition scored; returns what made their predictions. */
    List<Made> score() {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          ids.add(send(partition));
        }
      }
      Awaitility.await("predictions")
          .atMost(CommandLineCluster.LONG)
          .until(() -> madeById.keySet().containsAll(ids));
      return ids.stream().map(madeById::get).collect(Collectors.toList());
    }

    private String send(int partition) {
      String id = "image-" + sent++;
      ByteBuffer pixels = ByteBuffer.allocate(28 * 28);
      byte[] value =
          serializer.serialize(
              PIPELINE.topic(PipelineTopic.IMAGES), new Image(id, 28, 28, pixels, Instant.now()));
      var unused =
          producer.send(
              new ProducerRecord<>(
                  PIPELINE.topic(PipelineTopic.IMAGES), partition, id.getBytes(UTF_8), value));
      return id;
    }

    /** Running scorers obey within moments: until none is left that answers otherwise. */
    void awaitMadeBy(Made expected) {
      Awaitility.await("predictions of " + expected)
          .atMost(CommandLineCluster.LONG)
          .until(() -> score().stream().allMatch(expected::equals));
    }

    @Override
    public void close() {
      predictions.close();
      producer.close(Duration.ofSeconds(1));
      registry.close();
    }
  }
}
