package dev.thalweg.producer;

import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Runs one stream at its pace on the calling thread until its end, until it is stopped or
 * interrupted, or until Kafka fails. What is sent, and what else falls due in between, is the
 * {@link Emitter}'s.
 */
final class StreamLoop {
  /** What a stop waits for acknowledgements, so that a command ends within 10 s of Ctrl-C. */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FAILED_TIMEOUT = Duration.ofSeconds(1);
  private static final long PROGRESS_EVERY_NS = 100_000_000L;
  private static final long WAIT_MAX_NS = 1_000_000_000L;

  private final StreamConfig config;
  private final Progress progress;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Object runnerLock = new Object();
  private Thread runner;

  /** Sends the records of a stream. Called by the loop's thread alone. */
  interface Emitter {
    /** What {@link #workNs} answers when nothing is waiting. */
    long NO_WORK = Long.MAX_VALUE;

    /** Sends the record at this index of the stream. */
    void emit(long index);

    /** Does what is due besides; returns nanoseconds until more is, or {@link #NO_WORK}. */
    default long workNs() {
      return NO_WORK;
    }

    /** Whether there is room for what {@link #emit} leaves behind for later. */
    default boolean hasRoom() {
      return true;
    }

    /** Does at once what else is waiting, because the stream was stopped. */
    default void finish() {}
  }

  StreamLoop(StreamConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /** Ends the run soon; can be called by any thread, more than once, and before the run. */
  void stop() {
    stopped.countDown();
    synchronized (runnerLock) {
      if (runner != null) {
        // It may be waiting for room in Kafka's buffer, for up to max.block.ms.
        runner.interrupt();
      }
    }
  }

  private boolean stopping() {
    return stopped.getCount() == 0;
  }

  /** Runs to the end and closes the sender. */
  StreamOutcome run(RecordSender sender, Emitter emitter) {
    synchronized (runnerLock) {
      runner = Thread.currentThread();
    }
    Meter meter = new Meter();
    Duration closeWithin = FAILED_TIMEOUT;
    boolean interruptedByOthers = false;
    try {
      interruptedByOthers = !emitAndFlush(sender, emitter, meter);
      if (stopping() && !sender.hasFailed()) {
        finish(sender, emitter);
      }
      if (!sender.hasFailed()) {
        closeWithin = stopping() ? STOP_TIMEOUT : CLOSE_TIMEOUT;
      }
    } finally {
      progress.close();
      sender.close(closeWithin);
      if (interruptedByOthers) {
        Thread.currentThread().interrupt();
      }
    }
    return outcome(sender, meter);
  }

  /** A client that waits for a broker to come back ends that only when it is closed. */
  private static void finish(RecordSender sender, Emitter emitter) {
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            () -> sender.close(Duration.ZERO),
            CompletableFuture.delayedExecutor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    try {
      emitter.finish();
    } finally {
      late.cancel(false);
    }
  }

  /** Returns false when somebody other than {@link #stop} interrupted the thread. */
  private boolean emitAndFlush(RecordSender sender, Emitter emitter, Meter meter) {
    boolean byStop = true;
    try {
      emitAll(sender, emitter, meter);
      if (!stopping() && !sender.hasFailed()) {
        sender.flush();
      }
    } catch (InterruptException | InterruptedException e) {
      byStop = stopping();
      stopped.countDown();
    } catch (UserException e) {
      // A request to the registry that the stop cut short is not a failure.
      if (!stopping()) {
        throw e;
      }
    } finally {
      letGo();
    }
    return byStop;
  }

  /** After this {@link #stop} interrupts nobody, and no interrupt of its making is left. */
  private void letGo() {
    synchronized (runnerLock) {
      runner = null;
      if (stopping()) {
        Thread.interrupted();
      }
    }
  }

  private void emitAll(RecordSender sender, Emitter emitter, Meter meter)
      throws InterruptedException {
    Pace pace = new Pace(config.perSecond(), System::nanoTime);
    while (!stopping() && !sender.hasFailed()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long idleNs = emitter.workNs();
      meter.passOverWhatIsThere();
      boolean atEnd = meter.next >= config.stream().total();
      if (atEnd && idleNs == Emitter.NO_WORK) {
        return;
      }
      if (!atEnd && emitter.hasRoom()) {
        long untilDueNs = pace.untilDueNs();
        if (untilDueNs <= 0) {
          emitter.emit(meter.next);
          pace.sent();
          meter.sent();
          continue;
        }
        idleNs = Math.min(idleNs, untilDueNs);
      }
      meter.tell();
      if (stopped.await(Math.min(idleNs, WAIT_MAX_NS), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private StreamOutcome outcome(RecordSender sender, Meter meter) {
    long nextIndex = sender.firstFailedIndexOr(meter.next);
    if (sender.hasFailed() && !stopping()) {
      throw sender.failure(meter.count(), nextIndex);
    }
    return new StreamOutcome(
        meter.count(),
        sender.acknowledged(),
        nextIndex,
        nextIndex >= config.stream().total(),
        Duration.ofNanos(System.nanoTime() - meter.beganNs));
  }

  /** Counts what was sent and tells the progress now and then. */
  private final class Meter {
    private final long beganNs = System.nanoTime();
    private long next = config.startIndex();
    private long passedOver;
    private long toldNs = beganNs;

    long count() {
      return next - config.startIndex() - passedOver;
    }

    void passOverWhatIsThere() {
      while (config.remaining().isSent(next)) {
        next++;
        passedOver++;
      }
    }

    void sent() {
      next++;
      long total = config.stream().total();
      if (next == total || System.nanoTime() - toldNs >= PROGRESS_EVERY_NS) {
        tell();
      }
    }

    void tell() {
      long now = System.nanoTime();
      toldNs = now;
      progress.update(count(), config.count(), count() * 1e9 / Math.max(1, now - beganNs));
    }
  }
}
