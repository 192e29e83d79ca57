package dev.thalweg.snapshots.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotFollowerTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final SnapshotLog log = new SnapshotLog();
  private final SnapshotLog control = SnapshotLog.ofControl();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final BlockingQueue<Long> served = new LinkedBlockingQueue<>();
  private final SnapshotFollower follower =
      new SnapshotFollower(
          log,
          control,
          producer,
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          new CurrentModel(),
          InstantSource.system());

  SnapshotFollowerTest() {
    follower.onSwap(model -> served.add(model.sequence()));
  }

  @AfterEach
  void close() {
    follower.close();
  }

  private Long nextServed() throws InterruptedException {
    return served.poll(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void scorerRestart_servesLastSnapshotWithoutTrainer() {
    // Given
    log.add(Fixture.snapshot(0)).gap(1).add(Fixture.snapshot(1)).gap(1);

    // When
    follower.start();

    // Then
    assertThat(follower.awaitFirst(LONG)).get().extracting(ServedModel::version).isEqualTo(100L);
  }

  @Test
  void awaitFirst_isEmpty_whenThereIsNoSnapshot() {
    // When
    follower.start();

    // Then
    assertThat(follower.awaitFirst(Duration.ofMillis(50))).isEmpty();
    assertThat(follower.current()).isEmpty();
  }

  @Test
  void snapshotsThatCome_areSwappedInOneAfterTheOther() throws InterruptedException {
    // Given
    follower.start();

    // When
    log.add(Fixture.snapshot(0)).gap(1);
    Long first = nextServed();
    log.add(Fixture.snapshot(1)).gap(1);
    Long second = nextServed();

    // Then
    assertThat(first).isEqualTo(0);
    assertThat(second).isEqualTo(1);
    assertThat(follower.swaps()).isEqualTo(2);
  }

  @Test
  void brokerThatIsAwayForAWhile_isWaitedFor() throws InterruptedException {
    // Given
    log.add(Fixture.snapshot(0));
    log.setOffsetsException(new TimeoutException("no broker"));

    // When
    follower.start();
    Long first = nextServed();
    log.setPollException(new TimeoutException("no broker"));
    log.add(Fixture.snapshot(1));
    Long second = nextServed();

    // Then
    assertThat(first).isEqualTo(0);
    assertThat(second).isEqualTo(1);
    assertThat(follower.completion()).isNotDone();
  }

  @Test
  void topicThatWasCut_isSearchedAgain() throws InterruptedException {
    // Given
    log.add(Fixture.snapshot(0));
    follower.start();
    Long first = nextServed();

    // When
    log.setPollException(new OffsetOutOfRangeException(Map.of(SnapshotLog.PARTITION, 1L)));
    log.add(Fixture.snapshot(1));

    // Then
    assertThat(first).isEqualTo(0);
    assertThat(nextServed()).isEqualTo(1);
  }

  @Test
  void refusedAccess_endsItWithASentence() {
    // Given
    log.setPollException(new TopicAuthorizationException(Set.of("test.snapshots")));

    // When
    follower.start();

    // Then
    assertThatThrownBy(() -> follower.completion().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UserException.class)
        .hasMessageContaining("the right Read on topic test.snapshots")
        .hasMessageContaining("ACL");
    assertThat(log.closed()).isTrue();
    assertThat(control.closed()).isTrue();
  }

  @Test
  void close_endsTheThreadAndClosesItsClients() {
    // Given
    follower.start();

    // When
    follower.close();

    // Then
    assertThat(follower.completion()).isCompleted();
    assertThat(log.closed()).isTrue();
    assertThat(control.closed()).isTrue();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void closeBeforeStart_closesItsClients() {
    // When
    follower.close();

    // Then
    assertThat(log.closed()).isTrue();
    assertThat(control.closed()).isTrue();
    assertThat(producer.closed()).isTrue();
  }
}
