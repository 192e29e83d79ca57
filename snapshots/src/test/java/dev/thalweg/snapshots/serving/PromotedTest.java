package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole follower that serves what the gate has promoted. */
class PromotedTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SnapshotLog log = new SnapshotLog();
  private final SnapshotLog control = SnapshotLog.ofControl();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final CurrentModel current = new CurrentModel(Following.PROMOTED);
  private final List<Long> served = new CopyOnWriteArrayList<>();
  private final SnapshotFollower follower =
      new SnapshotFollower(
          log,
          control,
          producer,
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          current,
          InstantSource.system());

  PromotedTest() {
    follower.onSwap(model -> served.add(model.sequence()));
  }

  @AfterEach
  void close() {
    follower.close();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long untilNanos = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < untilNanos) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void awaitServed(Long... sequences) throws InterruptedException {
    await(() -> served.size() >= sequences.length);
    assertThat(served).containsExactly(sequences);
  }

  private void awaitNewest(long sequence) throws InterruptedException {
    await(() -> current.newest().map(newest -> newest.sequence() == sequence).orElse(false));
  }

  private void history(int from, int until) {
    for (int sequence = from; sequence < until; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }
  }

  @Test
  void start_servesThePromotedOne_howeverManyCameAfterIt() throws InterruptedException {
    // Given
    history(0, 5);
    log.addPromoted(Fixture.snapshot(4));
    history(5, 100);

    // When
    follower.start();
    awaitNewest(99);

    // Then
    awaitServed(4L);
    assertThat(follower.current().orElseThrow().sha256())
        .isEqualTo(Fixture.snapshot(4).getSha256());
  }

  @Test
  void newest_isServed_asLongAsNoneWasEverPromoted() throws InterruptedException {
    // Given
    history(0, 3);
    follower.start();
    awaitServed(2L);

    // When
    history(3, 4);
    awaitServed(2L, 3L);
    log.addPromoted(Fixture.snapshot(1));
    awaitServed(2L, 3L, 1L);
    history(4, 5);
    awaitNewest(4);

    // Then
    assertThat(served).containsExactly(2L, 3L, 1L);
  }

  @Test
  void promotions_areServedInTurn_andNeverGoBack() throws InterruptedException {
    // Given
    history(0, 9);
    log.addPromoted(Fixture.snapshot(4));
    follower.start();
    awaitServed(4L);

    // When
    log.addPromoted(Fixture.snapshot(6));
    log.addPromoted(Fixture.snapshot(5)).addPromoted(Fixture.snapshot(6));
    log.addPromoted(Fixture.snapshot(8));

    // Then
    awaitServed(4L, 6L, 8L);
  }

  @Test
  void pin_isObeyed_andFollowServesWhatWasPromotedMeanwhile() throws InterruptedException {
    // Given
    history(0, 9);
    log.addPromoted(Fixture.snapshot(4));
    follower.start();
    awaitServed(4L);

    // When
    Snapshot pinned = Fixture.snapshot(2);
    control.add(Fixture.pin(pinned, log.addPinned(pinned))).gap(1);
    awaitServed(4L, 2L);
    log.addPromoted(Fixture.snapshot(7));
    history(9, 10);
    awaitNewest(9);
    boolean servedWhilePinned = served.contains(7L);
    control.add(Fixture.directive(DirectiveKind.FOLLOW));

    // Then
    awaitServed(4L, 2L, 7L);
    assertThat(servedWhilePinned).isFalse();
  }

  @Test
  void damagedPromotion_isRefused_andTheOneBeforeItServed() throws InterruptedException {
    // Given
    history(0, 5);
    log.addPromoted(Fixture.snapshot(3));
    Snapshot torn = Fixture.snapshot(4);
    torn.getParameters().array()[9] ^= 1;
    log.addPromoted(torn);
    log.add("test/serving", "no Avro at all".getBytes(UTF_8)).gap(1);

    // When
    follower.start();

    // Then
    awaitServed(3L);
    assertThat(follower.refused()).isEqualTo(2);
    assertThat(Fixture.alarms(producer)).hasSize(1);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void scorerThatFollowsTheNewest_passesPromotionsOver() throws InterruptedException {
    // Given
    history(0, 5);
    log.addPromoted(Fixture.snapshot(3));
    log.add("test/serving", "no Avro at all".getBytes(UTF_8)).gap(1);
    CurrentModel newest = new CurrentModel();

    // When
    try (SnapshotFollower plain =
        new SnapshotFollower(
            log,
            control,
            producer,
            Fixture.REGISTRY,
            Fixture.PIPELINE,
            newest,
            InstantSource.system())) {
      plain.start();
      await(() -> newest.get().isPresent());
    }

    // Then
    assertThat(newest.get().orElseThrow().sequence()).isEqualTo(4);
    assertThat(producer.history()).isEmpty();
  }
}
