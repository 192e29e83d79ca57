package dev.thalweg.trainer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Tells the learners of a pipeline, through its samples, to start anew from their weights. */
public final class Restarting implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final int partitions;

  /** Takes the producer over, and closes it. */
  Restarting(Producer<byte[], byte[]> producer, Pipeline pipeline, int partitions) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.partitions = partitions;
  }

  /**
   * Prepares to write, so that a restart takes no longer than a record.
   *
   * @throws UserException when the topic of samples is not there
   */
  public static Restarting open(Connection connection, Pipeline pipeline) {
    int partitions = connection.ask(() -> partitions(connection, pipeline));
    Map<String, Object> config = KafkaClients.writing(connection);
    config.put("linger.ms", 0);
    config.put("delivery.timeout.ms", 15_000);
    config.putIfAbsent("request.timeout.ms", 6_000);
    config.put("max.block.ms", 15_000);
    return new Restarting(KafkaClients.producer(connection, config), pipeline, partitions);
  }

  private static int partitions(Connection connection, Pipeline pipeline) {
    try (Admin admin = connection.openAdmin()) {
      return new TopicAdmin(admin, pipeline).requireWritable(PipelineTopic.SAMPLES);
    }
  }

  /**
   * Writes the directive behind all samples that are there, once for each partition, as each has a
   * learner. Whether one runs or not: it obeys when it comes to that offset.
   *
   * @return where it stands, by partition
   * @throws UserException when the topic can't be written
   */
  public List<RecordOrigin> restart() {
    String unique = UUID.randomUUID().toString();
    List<RecordOrigin> written = new ArrayList<>();
    try {
      for (int partition = 0; partition < partitions; partition++) {
        RecordMetadata at =
            producer.send(LearnerDirective.RESTART.toRecord(pipeline, partition, unique)).get();
        written.add(new RecordOrigin(at.topic(), at.partition(), at.offset()));
      }
      return written;
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted before the directive was written.", e);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      if (ClientFailure.isFinal(cause)) {
        throw ClientFailure.unwritten("The learner can't be told", e);
      }
      throw new UserException(
          "The directive is in %d of %d partitions of %s, and can't be written to the next (%s): try"
                  .formatted(
                      written.size(),
                      partitions,
                      pipeline.topic(PipelineTopic.SAMPLES),
                      cause.getMessage())
              + " again; twice does no harm.",
          e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
