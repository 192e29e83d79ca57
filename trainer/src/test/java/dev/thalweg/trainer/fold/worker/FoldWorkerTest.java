package dev.thalweg.trainer.fold.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FoldWorkerTest {
  private final AvroDecoder<Sample> decoder =
      AvroDecoder.of(Fixture.REGISTRY, Sample.getClassSchema());
  private final Collected outputs = new Collected();

  /** Is asked for the time by each step, and answers once it is let. */
  private static final class Gate implements InstantSource {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public Instant instant() {
      entered.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Fixture.CLOCK.instant();
    }
  }

  private static SampleFold fold(InstantSource clock) {
    return new SampleFold(Fixture.config(), 0, 0, Fixture.REGISTRY, clock);
  }

  private Run run(long from, long to) {
    Run run = new Run(decoder);
    for (long offset = from; offset < to; offset++) {
      run.add(offset, Fixture.key(offset), Fixture.sample(offset), new RecordHeaders());
    }
    return run;
  }

  @Test
  void runs_areFoldedInTheirOrder_asTheFoldWouldAlone() {
    // Given
    Collected expected = new Collected();
    byte[] state;
    try (SampleFold direct = Fixture.fold(Fixture.config())) {
      Fixture.consume(direct, Fixture.samples(2_000), 2_000, expected);
      state = direct.blob("topic", new byte[0]);
    }

    // When: as many are under way as may be
    try (SampleFold fold = Fixture.fold(Fixture.config());
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      for (long from = 0; from < 2_000; from += 50) {
        while (worker.isFull()) {
          worker.next().giveTo(outputs);
        }
        worker.hand(run(from, from + 50));
      }
      while (worker.isUnderWay()) {
        worker.next().giveTo(outputs);
      }

      // Then: nothing is under way, and the fold can be looked at
      assertThat(fold.blob("topic", new byte[0])).isEqualTo(state);
      assertThat(worker.ready()).isEmpty();
    }
    assertThat(outputs.progress).isEqualTo(expected.progress);
    assertThat(outputs.snapshots).isEqualTo(expected.snapshots);
  }

  @Test
  void handedOver_isBounded_andGoesOnBesideTheCaller() throws InterruptedException {
    Gate gate = new Gate();
    try (SampleFold fold = fold(gate);
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      // Given: the first step does not end
      worker.hand(run(0, 4));
      gate.entered.await();
      assertThat(worker.ready()).isEmpty();

      // When
      for (int i = 1; i < FoldWorker.UNDER_WAY_MAX; i++) {
        assertThat(worker.isFull()).isFalse();
        worker.hand(run(4L * i, 4L * i + 4));
      }

      // Then
      assertThat(worker.isFull()).isTrue();
      gate.open.countDown();
      for (int i = 1; i <= FoldWorker.UNDER_WAY_MAX; i++) {
        assertThat(worker.next().samples()).isEqualTo(4L * i);
      }
      assertThat(worker.isUnderWay()).isFalse();
    }
  }

  @Test
  void slowRun_hasNoOtherBesideIt() throws InterruptedException {
    Gate gate = new Gate();
    try (SampleFold fold = fold(gate);
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      // Given: a run that takes 20 ms at least
      worker.hand(run(0, 4));
      gate.entered.await();
      Thread.sleep(20);
      gate.open.countDown();
      worker.next();

      // When
      worker.hand(run(4, 4 + 4));

      // Then
      assertThat(worker.isFull()).isTrue();
      worker.next();
    }
  }

  @Test
  void failingStep_isThrownAsItIs_thenAsAnExceptionOfIt() {
    // Given: the second step diverges
    LearnerConfig diverging = Fixture.diverging(LearnerConfig.OnDivergence.STOP);
    try (SampleFold fold = Fixture.fold(diverging);
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      worker.hand(run(0, 4));
      worker.hand(run(4, 12));

      // When
      worker.next().giveTo(outputs);

      // Then: what was before it has come out
      assertThat(outputs.progress).hasSize(1);
      assertThatThrownBy(worker::next)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("use a lower learning rate");
      assertThatThrownBy(worker::next)
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(UserException.class);
      assertThatThrownBy(worker::ready).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shortMemory_isThrownAsAnError_andOnlyOnce() {
    // Given
    OutOfMemoryError shortMemory = new OutOfMemoryError("Java heap space");
    InstantSource failing =
        () -> {
          throw shortMemory;
        };
    try (SampleFold fold = fold(failing);
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      // When
      worker.hand(run(0, 4));

      // Then
      assertThatThrownBy(worker::next).isSameAs(shortMemory);
      assertThatThrownBy(worker::next)
          .isInstanceOf(IllegalStateException.class)
          .hasCause(shortMemory);
    }
  }

  @Test
  void close_waitsForTheStepAlone() throws InterruptedException {
    // Given: a step that does not end, and others behind it
    Gate gate = new Gate();
    try (SampleFold fold = fold(gate)) {
      FoldWorker worker = new FoldWorker(fold, "test-fold");
      worker.hand(run(0, 40));
      worker.hand(run(40, 80));
      gate.entered.await();

      // When
      Thread closing = new Thread(worker::close, "closing");
      closing.start();
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      gate.open.countDown();
      closing.join();

      // Then
      assertThat(fold.samples()).isEqualTo(4);
    }
  }

  @Test
  void interruptedCaller_getsItsRun_andStaysInterrupted() {
    try (SampleFold fold = Fixture.fold(Fixture.config());
        FoldWorker worker = new FoldWorker(fold, "test-fold")) {
      // Given
      worker.hand(run(0, 4));
      Thread.currentThread().interrupt();

      // When
      Run folded = worker.next();

      // Then
      assertThat(Thread.interrupted()).isTrue();
      assertThat(folded.samples()).isEqualTo(4);
    }
  }
}
