package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadingThreadTest {
  private final StopSwitch stop = new StopSwitch();
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicBoolean closedInterrupted = new AtomicBoolean();
  private final CountDownLatch begun = new CountDownLatch(1);

  private ReadingThread of(Runnable turn) {
    return new ReadingThread(
        "test",
        stop,
        new ReadingThread.Work() {
          @Override
          public void turn() {
            turns.incrementAndGet();
            begun.countDown();
            turn.run();
          }

          @Override
          public void close() {
            closed.incrementAndGet();
            closedInterrupted.set(Thread.currentThread().isInterrupted());
          }
        },
        failure -> new IllegalStateException("explained: " + failure.getMessage()));
  }

  @Test
  void closedThread_hasEndedAndClosedItsWorkOnce() throws Exception {
    ReadingThread thread = of(() -> ReadingThread.pause(stop, Duration.ofSeconds(20)));
    thread.start();
    begun.await();

    thread.close();
    thread.close();

    assertThat(thread.completion()).isCompletedWithValue(null);
    assertThat(closed).hasValue(1);
  }

  @Test
  void threadThatNeverBegan_closesItsWork() {
    ReadingThread thread = of(() -> {});

    thread.close();

    assertThat(turns).hasValue(0);
    assertThat(closed).hasValue(1);
    assertThat(thread.completion()).isCompletedWithValue(null);
  }

  @Test
  void failedTurn_endsItWithAnExplanation_afterItsWorkIsClosed() {
    ReadingThread thread =
        of(
            () -> {
              throw new IllegalArgumentException("broken");
            });
    thread.start();

    assertThatThrownBy(() -> thread.completion().get(10, TimeUnit.SECONDS))
        .hasRootCauseMessage("explained: broken");
    assertThat(closed).hasValue(1);
    assertThat(turns).hasValue(1);
  }

  @Test
  void turnThatWillNotEnd_isInterrupted_andItsWorkIsClosedInPeace() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    ReadingThread thread =
        of(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                Thread.currentThread().interrupt(); // as Kafka's clients leave it
              }
            });
    thread.start();
    begun.await();

    thread.close();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.completion().get(10, TimeUnit.SECONDS)).isNull();
    assertThat(closed).hasValue(1);
    assertThat(closedInterrupted).isFalse();
  }

  @Test
  void closeFromItsOwnTurn_doesNotWaitForItself() {
    ReadingThread[] self = new ReadingThread[1];
    self[0] = of(() -> self[0].close());
    self[0].start();

    assertThat(self[0].completion()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(turns).hasValue(1);
  }

  @Test
  void failureAfterItWasStopped_isNone() {
    ReadingThread thread =
        new ReadingThread(
            "test",
            stop,
            new ReadingThread.Work() {
              @Override
              public void turn() {
                stop.stop();
                throw new IllegalStateException("an interrupted client");
              }

              @Override
              public void close() {}
            },
            UnaryOperator.identity());
    thread.start();

    assertThat(thread.completion()).succeedsWithin(Duration.ofSeconds(20));
  }
}
