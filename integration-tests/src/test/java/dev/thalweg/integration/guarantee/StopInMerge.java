package dev.thalweg.integration.guarantee;

import dev.thalweg.schemas.PipelineTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends or freezes the trainer that averages, when it has gathered the rounds of its first merge:
 * before the merge's weights are sent, or between them and the merge itself.
 */
public final class StopInMerge
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  static final int EXIT_CODE = 137;

  private static final String PROPERTY = "interceptor.classes";
  private static final String BEFORE = "guarantee.stop.before";
  private static final String HOW = "guarantee.stop.how";
  private static final AtomicBoolean STOPPED = new AtomicBoolean();

  private String topic;
  private How how;

  /** What becomes of the trainer. */
  enum How {
    /** As by kill -9. */
    HALT,
    /** As by SIGSTOP; it sends the record after a SIGCONT. */
    FREEZE
  }

  /** Makes the trainers from now on stop before the first record of a topic that they send. */
  static void configure(Trial trial, PipelineTopic before, How how) {
    trial
        .with(PROPERTY, StopInMerge.class.getName())
        .with(BEFORE, trial.pipeline().topic(before))
        .with(HOW, how.name());
  }

  /** Makes the trainers from now on go on. */
  static void takeBack(Trial trial) {
    trial.without(PROPERTY);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    topic = configs.get(BEFORE).toString();
    how = How.valueOf(configs.get(HOW).toString());
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    if (sent.topic().equals(topic) && sent.value() != null && !STOPPED.getAndSet(true)) {
      switch (how) {
        case HALT -> Runtime.getRuntime().halt(EXIT_CODE);
        case FREEZE -> freeze();
      }
    }
    return sent;
  }

  private static void freeze() {
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      // It does not return before this process goes on.
      int unused = new ProcessBuilder("kill", "-STOP", self).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void onAcknowledgement(RecordMetadata written, Exception failure) {}

  @Override
  public void close() {}
}
