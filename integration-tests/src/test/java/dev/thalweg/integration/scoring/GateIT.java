package dev.thalweg.integration.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.scoring.ScoredExamples.Made;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.Snapshots;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * Two scorers, one gate: what it promotes both serve, and when its process dies the other has it.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class GateIT {
  private static final Pipeline PIPELINE = new Pipeline("gated");
  private static final int RIGHT = 3;
  private static final int WRONG = 5;
  private static final int LABELLED = 60;

  @Parameter TestStack stack;

  @Test
  void promotedSnapshots_areServedByAll_badOnesByNone_alsoAfterTheGatesOwnerWasKilled()
      throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name());
        Trainer trainer = new Trainer(cluster.connection());
        ScoredExamples images = new ScoredExamples(cluster.connection(), PIPELINE)) {
      // Given: labelled images that are all the same, and a snapshot that is right of all
      Connection connection = cluster.connection();
      ScoredExamples.partition(connection, PIPELINE);
      for (int i = 0; i < LABELLED; i++) {
        trainer.label(images.send(i % 2), RIGHT);
      }
      Snapshot first = trainer.publish(RIGHT);
      Map<String, ThalwegProcess> scorers = new HashMap<>();
      for (String name : List.of("one", "two")) {
        scorers.put(name, cluster.start("score", "--gate-examples", "50", "--instance", name));
      }
      images.awaitScorers(scorers.size());
      awaitPromoted(connection, first);
      String owner = awaitOwner(connection);

      // When
      Snapshot bad = trainer.publish(WRONG);
      List<JsonNode> alarms = cluster.watch("alarms", 1);

      // Then
      assertThat(alarms.get(0).get("value").get("kind").asText()).isEqualTo("SNAPSHOT_REFUSED");
      assertThat(alarms.get(0).get("value").get("detail").asText())
          .contains(bad.getSha256().substring(0, 12), "is not promoted", "50 labelled examples");
      assertThat(images.score()).isNotEmpty().containsOnly(made(first));

      // When: kill -9
      scorers.get(owner).kill();
      Snapshot second = trainer.publish(RIGHT);

      // Then
      awaitPromoted(connection, second);
      images.awaitMadeBy(made(second));
      assertThat(awaitOwner(connection)).isNotEqualTo(owner);

      // When
      Snapshot worse = trainer.publish(WRONG);

      // Then: the new owner knows the labels that came before its time
      assertThat(cluster.watch("alarms", 2).get(1).get("value").get("detail").asText())
          .contains(worse.getSha256().substring(0, 12));
      assertThat(images.score()).containsOnly(made(second));
      assertThat(cluster.run("snapshots", "list").out().lines().skip(2))
          .first()
          .asString()
          .contains(second.getSha256().substring(0, 12), "serving, promoted");
    }
  }

  private static Made made(Snapshot snapshot) {
    return new Made(snapshot.getVersion(), snapshot.getSha256());
  }

  private static void awaitPromoted(Connection connection, Snapshot expected) {
    Snapshots topic = new Snapshots(connection, PIPELINE);
    Awaitility.await("promotion of " + expected.getVersion())
        .atMost(CommandLineCluster.LONG)
        .pollInterval(CommandLineCluster.READ_EVERY)
        .until(
            () -> topic.list().promoted().map(SnapshotEntry::sha256),
            Optional.of(expected.getSha256())::equals);
  }

  /** The instance that is assigned the gate's partition. */
  private static String awaitOwner(Connection connection) {
    String group = PIPELINE.group("gate");
    try (Admin admin = connection.openAdmin()) {
      String clientId =
          Awaitility.await("owner of the gate")
              .atMost(CommandLineCluster.LONG)
              .until(
                  () ->
                      admin
                          .describeConsumerGroups(List.of(group))
                          .all()
                          .get()
                          .get(group)
                          .members()
                          .stream()
                          .filter(member -> !member.assignment().topicPartitions().isEmpty())
                          .map(member -> member.clientId())
                          .findFirst(),
                  Optional::isPresent)
              .orElseThrow();
      return clientId.contains("-one-") ? "one" : "two";
    }
  }

  /** Publishes snapshots of networks that give every image the same class, and labels. */
  private static final class Trainer implements AutoCloseable {
    private final SchemaRegistry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private long sequence;
    private String parentSha256 = "";

    Trainer(Connection connection) {
      registry = connection.openRegistry();
      producer =
          new KafkaProducer<>(
              connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Snapshot publish(int label) throws Exception {
      ByteBuffer parameters =
          ByteBuffer.allocate(4 * (784 + 1) * 10).order(ByteOrder.LITTLE_ENDIAN);
      parameters.putFloat(4 * (784 * 10 + label), 1f);
      Snapshot snapshot = new Snapshot();
      snapshot.setModel(PIPELINE.model());
      snapshot.setSequence(sequence);
      snapshot.setVersion(1_000 * (sequence + 1));
      snapshot.setStep(100 * (sequence + 1));
      snapshot.setArchitecture("28x28 dense(10,softmax) cross_entropy");
      snapshot.setHyperparameters(Map.of());
      snapshot.setParameters(parameters.rewind());
      snapshot.setParentSha256(parentSha256);
      snapshot.setOffsets(List.of(new PartitionOffset(0, 1_000 * (sequence + 1))));
      snapshot.setBackend("test");
      snapshot.setTrainedAt(Instant.now());
      SnapshotSeal.seal(snapshot);
      send(PipelineTopic.SNAPSHOTS, SnapshotRing.key(PIPELINE.model(), sequence), snapshot);
      sequence++;
      parentSha256 = snapshot.getSha256();
      return snapshot;
    }

    void label(String id, int label) throws Exception {
      send(PipelineTopic.LABELS, id.getBytes(UTF_8), new Label(id, label, Instant.now(), null));
    }

    private <T extends SpecificRecord> void send(PipelineTopic topic, byte[] key, T value)
        throws Exception {
      String name = PIPELINE.topic(topic);
      byte[] bytes = new AvroSerializer<T>(registry).serialize(name, value);
      producer.send(new ProducerRecord<>(name, 0, key, bytes)).get();
    }

    @Override
    public void close() {
      producer.close(Duration.ofSeconds(1));
      registry.close();
    }
  }
}
