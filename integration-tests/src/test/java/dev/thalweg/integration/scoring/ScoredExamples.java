package dev.thalweg.integration.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
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

/** Sends images to each of two partitions and collects what made their predictions. */
final class ScoredExamples implements AutoCloseable {
  private static final int PARTITIONS = 2;
  private static final int EACH = 50;

  private final Connection connection;
  private final Pipeline pipeline;
  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerializer<Example> serializer;
  private final Map<String, Made> madeById = new ConcurrentHashMap<>();
  private final TopicFollower<Prediction> predictions;
  private int sent;

  /** What a prediction says of the snapshot that made it. */
  record Made(long version, String sha256) {
    static Made by(SnapshotEntry listed) {
      return new Made(listed.version(), listed.sha256());
    }
  }

  ScoredExamples(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
    registry = connection.openRegistry();
    serializer = new AvroSerializer<>(registry);
    producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    predictions =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.PREDICTIONS,
            Prediction.class,
            Since.NOW,
            p -> madeById.put(p.getId(), new Made(p.getVersion(), p.getSha256())));
    predictions.start();
  }

  /** Gives images their partitions; those of the other topics stay one. */
  static void partition(Connection connection, Pipeline pipeline) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin
          .createPartitions(
              Map.of(pipeline.topic(PipelineTopic.EXAMPLES), NewPartitions.increaseTo(PARTITIONS)))
          .all()
          .get();
    }
  }

  /** Until so many scorers have a partition each. */
  void awaitScorers(int members) {
    String group = pipeline.group("scorer");
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

  /** Returns its id. */
  String send(int partition) {
    String id = "image-" + sent++;
    ByteBuffer pixels = ByteBuffer.allocate(28 * 28);
    byte[] value =
        serializer.serialize(
            pipeline.topic(PipelineTopic.EXAMPLES),
            new Example(id, List.of(28, 28), Datatype.UINT8, pixels, Instant.now()));
    var unused =
        producer.send(
            new ProducerRecord<>(
                pipeline.topic(PipelineTopic.EXAMPLES), partition, id.getBytes(UTF_8), value));
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
