package dev.thalweg.integration.guarantee;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Ends the trainer as kill -9 does, a moment after the state of one of its commits was
 * acknowledged: before the offsets are sent, between them and the end of the transaction, or after
 * it.
 */
public final class HaltAfterChangelog implements ProducerInterceptor<byte[], byte[]> {
  static final String PROPERTY = "producer.interceptor.classes";
  static final int EXIT_CODE = 137;

  private static final String DELAY_MICROS = "guarantee.halt.delay.micros";

  /** By then the transaction has ended, on a fast machine and mostly on a slow one. */
  private static final double DELAY_MICROS_MAX = 12_000;

  private long delayMicros;

  /**
   * Makes the trainers from now on halt in the first commit that holds their state.
   *
   * @param part of the time that a commit takes, in [0, 1)
   */
  static void configure(Trial trial, double part) {
    trial
        .with(PROPERTY, HaltAfterChangelog.class.getName())
        .with(DELAY_MICROS, Long.toString((long) (part * DELAY_MICROS_MAX)));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    delayMicros = Long.parseLong(configs.get(DELAY_MICROS).toString());
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    return sent;
  }

  @Override
  public void onAcknowledgement(RecordMetadata written, Exception failure) {
    if (failure == null && written.topic().endsWith("-changelog")) {
      Thread executioner =
          new Thread(
              () -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delayMicros));
                Runtime.getRuntime().halt(EXIT_CODE);
              });
      executioner.start();
    }
  }

  @Override
  public void close() {}
}
