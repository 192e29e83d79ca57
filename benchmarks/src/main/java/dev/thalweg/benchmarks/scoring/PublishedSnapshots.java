package dev.thalweg.benchmarks.scoring;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.creation.TopicCreation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A pipeline whose trainer has published so many snapshots and is gone. */
public final class PublishedSnapshots {
  private final Connection connection;
  private final Pipeline pipeline;

  /** Publishes nothing yet. */
  public PublishedSnapshots(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Creates the topics and publishes, as the trainer's producer does but without transactions. */
  public void publish(long snapshots) {
    Map<String, Object> settings = connection.clientConfig();
    settings.put("max.request.size", PipelineTopic.MAX_MESSAGE_BYTES);
    settings.put("compression.type", "lz4");
    AtomicReference<Exception> failure = new AtomicReference<>();
    String topic = pipeline.topic(PipelineTopic.SNAPSHOTS);
    SnapshotChain chain = new SnapshotChain(pipeline);
    try (Admin admin = connection.openAdmin();
        SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      new TopicCreation(admin, pipeline).create(1, (short) 1);
      AvroSerializer<Snapshot> serializer = new AvroSerializer<>(registry);
      for (long i = 0; i < snapshots && failure.get() == null; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic,
                    SnapshotRing.key(pipeline.model(), i),
                    serializer.serialize(topic, chain.next())),
                (sent, e) -> failure.compareAndSet(null, e));
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new UserException(
          "The snapshots could not be published (%s).".formatted(failure.get().getMessage()),
          failure.get());
    }
  }

  /** What the topic takes on the broker's disk just now; compaction makes it less. */
  long topicBytes() {
    TopicPartition partition = new TopicPartition(pipeline.topic(PipelineTopic.SNAPSHOTS), 0);
    try (Admin admin = connection.openAdmin()) {
      int node = admin.describeCluster().controller().get().id();
      return admin
          .describeLogDirs(List.of(node))
          .allDescriptions()
          .get()
          .get(node)
          .values()
          .stream()
          .map(dir -> dir.replicaInfos().get(partition))
          .filter(replica -> replica != null)
          .mapToLong(ReplicaInfo::size)
          .sum();
    } catch (ExecutionException e) {
      throw new UserException("The broker does not say how large the topic is.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while asking how large the topic is.", e);
    }
  }
}
