package dev.thalweg.integration.guarantee;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final String COMMIT = "guarantee.halt.commit";
  private static final String DELAY_MICROS = "guarantee.halt.delay.micros";

  /** Of the process: Streams makes a new producer after a failure. */
  private static final AtomicInteger ACKNOWLEDGED = new AtomicInteger();

  private int commit;
  private long delayMicros;

  /** The settings that make trainers halt in one of their first commits. */
  static void configure(Trial trial, SplittableRandom random) {
    trial
        .with(PROPERTY, HaltAfterChangelog.class.getName())
        .with(COMMIT, Integer.toString(1 + random.nextInt(4)))
        .with(DELAY_MICROS, Integer.toString(random.nextInt(12_000)));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    commit = Integer.parseInt(configs.get(COMMIT).toString());
    delayMicros = Long.parseLong(configs.get(DELAY_MICROS).toString());
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    return sent;
  }

  @Override
  public void onAcknowledgement(RecordMetadata written, Exception failure) {
    if (failure == null
        && written.topic().endsWith("-changelog")
        && ACKNOWLEDGED.incrementAndGet() == commit) {
      Thread executioner =
          new Thread(
              () -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delayMicros));
                Runtime.getRuntime().halt(EXIT_CODE);
              });
      executioner.setPriority(Thread.MAX_PRIORITY);
      executioner.start();
    }
  }

  @Override
  public void close() {}
}
