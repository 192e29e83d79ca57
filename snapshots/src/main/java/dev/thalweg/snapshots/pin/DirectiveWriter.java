package dev.thalweg.snapshots.pin;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Writes a directive, and before it the snapshot that it pins, in one transaction.
 *
 * <p>The snapshot is acknowledged before its directive is sent, because the directive names its
 * offset. The transaction is for what may come between the two: without it the new record under
 * {@code model/pinned} would let compaction remove the one before it, which the directive in force
 * may still name. All writers of a pipeline have one transactional id, so that of two at the same
 * time the later one ends the earlier, and what a killed one has left is aborted by the next.
 */
final class DirectiveWriter implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** 20 MB a second, at the least. */
  private static final int BYTES_PER_MS = 20_000;

  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final AvroSerializer<Directive> serializer;
  private final AvroSerializer<Snapshot> partSerializer;
  private final InstantSource clock;

  /** Takes the producer over, and closes it. */
  DirectiveWriter(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      InstantSource clock) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.serializer = new AvroSerializer<>(registry);
    this.partSerializer = new AvroSerializer<>(registry);
    this.clock = clock;
  }

  /**
   * A writer on a cluster.
   *
   * @param bytes of the snapshot that it is to pin
   */
  static DirectiveWriter open(
      Connection connection, SchemaRegistry registry, Pipeline pipeline, int bytes) {
    Map<String, Object> config = KafkaClients.writing(connection);
    config.put("transactional.id", pipeline.group("control"));
    // A killed command holds up what can be read of the topics for so long.
    config.put("transaction.timeout.ms", 10_000 + bytes / BYTES_PER_MS);
    config.put("delivery.timeout.ms", 8_000);
    config.putIfAbsent("request.timeout.ms", 6_000);
    config.put("linger.ms", 0);
    config.put("max.block.ms", 15_000);
    return new DirectiveWriter(
        KafkaClients.producer(connection, config), registry, pipeline, InstantSource.system());
  }

  /**
   * Where it was written.
   *
   * @param snapshot the offset in snapshots; -1 when none was written
   * @param directive the offset in control
   */
  record Written(long snapshot, long directive) {}

  /** Copies the snapshot to where it outlives the ring, byte for byte, and pins it. */
  Written pin(StoredSnapshot stored) {
    return transact(
        () -> {
          byte[] key = SnapshotRing.pinnedKey(pipeline.model());
          sendParts(key, stored.snapshot());
          long snapshot = send(PipelineTopic.SNAPSHOTS, key, stored.value());
          Directive pin = Directives.pin(stored.snapshot(), snapshot, clock.instant());
          return new Written(snapshot, send(pin));
        });
  }

  Written follow() {
    return transact(
        () -> new Written(-1, send(Directives.follow(pipeline.model(), clock.instant()))));
  }

  private interface Writing {
    Written write() throws ExecutionException, InterruptedException;
  }

  private Written transact(Writing writing) {
    try {
      producer.initTransactions();
      producer.beginTransaction();
      Written written = writing.write();
      producer.commitTransaction();
      return written;
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted before the directive was committed.", e);
    } catch (ExecutionException | KafkaException e) {
      throw failed(e instanceof ExecutionException ? e.getCause() : e);
    }
  }

  /** Closing the producer aborts what is open. */
  private UserException failed(Throwable cause) {
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException) {
      return new UserException(
          "Another \"snapshots pin\" or \"follow\" was started after this one and"
              + " replaces it; \"thalweg snapshots list\" shows it.",
          cause);
    }
    if (ClientFailure.isFinal(cause)) {
      return ClientFailure.unwritten("The directive can't be written", cause);
    }
    return new UserException(
        "The directive can't be written (%s): see with \"thalweg snapshots list\" what applies, and"
                .formatted(cause.getMessage())
            + " try again.",
        cause);
  }

  /** A failure of a part is thrown by what is waited for behind it, or by the commit. */
  private void sendParts(byte[] pinned, Snapshot snapshot) {
    String topic = pipeline.topic(PipelineTopic.SNAPSHOTS);
    SnapshotParts.writeParts(
        pinned,
        snapshot,
        new FlatState().add(snapshot.getParameters().slice()),
        (key, part) -> {
          Future<RecordMetadata> unused =
              producer.send(
                  new ProducerRecord<>(topic, 0, key, partSerializer.serialize(topic, part)));
        });
  }

  private long send(Directive directive) throws ExecutionException, InterruptedException {
    String topic = pipeline.topic(PipelineTopic.CONTROL);
    byte[] value = serializer.serialize(topic, directive);
    return send(PipelineTopic.CONTROL, Directives.key(pipeline.model()), value);
  }

  private long send(PipelineTopic topic, byte[] key, byte[] value)
      throws ExecutionException, InterruptedException {
    return producer.send(new ProducerRecord<>(pipeline.topic(topic), 0, key, value)).get().offset();
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
