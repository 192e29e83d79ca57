package dev.thalweg.benchmarks.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Ends the trainer's process in the midst of a commit, without a word to anybody: some milliseconds
 * after the broker has the state's changelog record, which is what a commit sends first. Comes into
 * a trainer by {@code producer.interceptor.classes}.
 *
 * <p>Public only because Kafka makes it.
 */
public final class HaltInCommit implements ProducerInterceptor<byte[], byte[]> {
  /**
   * System property that names a file: as soon as it is there, the next commit is the last. It says
   * after how many microseconds.
   */
  static final String FILE_PROPERTY = "thalweg.bench.halt";

  /** What the process says last, and the milliseconds of the wall clock. */
  static final String LAST_WORDS = "halted in a commit at ";

  private static final int STATUS = 137; // as after SIGKILL

  private final Path order = Path.of(System.getProperty(FILE_PROPERTY));

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
    if (failure == null && metadata.topic().endsWith("-changelog") && Files.exists(order)) {
      new Thread(this::halt, "halt").start(); // the producer's own thread goes on with the commit
    }
  }

  private void halt() {
    try {
      Duration delay = Duration.ofNanos(1_000 * Long.parseLong(Files.readString(order).strip()));
      LockSupport.parkNanos(delay.toNanos());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.err.println(LAST_WORDS + System.currentTimeMillis());
    Runtime.getRuntime().halt(STATUS);
  }

  @Override
  public void close() {}
}
