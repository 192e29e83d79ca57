package dev.thalweg.benchmarks.recovery;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows {@code training} from its end on, at one isolation level, in a thread of its own. */
final class StepFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long CLOSE_TIMEOUT_MS = 3_000;

  private final StepTimes steps = new StepTimes();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<TrainingProgress> decoder;
  private final Thread thread = new Thread(this::follow, "steps");
  private volatile boolean stopped;

  /**
   * Begins at once.
   *
   * @param isolation read_committed, as every reader of the pipeline has it; or read_uncommitted,
   *     which sees steps whose transaction is open or was aborted too
   */
  StepFollower(Connection connection, Pipeline pipeline, String isolation) {
    Map<String, Object> settings = connection.clientConfig();
    settings.put("isolation.level", isolation);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "latest");
    settings.put("fetch.max.wait.ms", "50");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    registry = connection.openRegistry();
    decoder = AvroDecoder.of(registry, TrainingProgress.getClassSchema());
    List<TopicPartition> training =
        List.of(new TopicPartition(pipeline.topic(PipelineTopic.TRAINING), 0));
    consumer.assign(training);
    consumer.seekToEnd(training);
    training.forEach(consumer::position);
    thread.setDaemon(true);
    thread.start();
  }

  StepTimes steps() {
    return steps;
  }

  private void follow() {
    while (!stopped) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        steps.add(taken(record));
      }
    }
    consumer.close();
  }

  private StepTimes.Taken taken(ConsumerRecord<byte[], byte[]> record) {
    try {
      TrainingProgress progress = decoder.decode(record.value());
      return new StepTimes.Taken(
          progress.getStep(), progress.getTrainedAt().toEpochMilli(), System.currentTimeMillis());
    } catch (UnreadableRecordException e) {
      throw new IllegalStateException("only the trainer writes this topic", e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(CLOSE_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    registry.close();
  }
}
