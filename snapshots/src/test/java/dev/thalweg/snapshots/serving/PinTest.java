package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole follower on two logs in memory: what it serves under which directives. */
class PinTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Directive FOLLOW = Fixture.directive(DirectiveKind.FOLLOW);

  private final SnapshotLog log = new SnapshotLog();
  private final SnapshotLog control = SnapshotLog.ofControl();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final CurrentModel current = new CurrentModel();
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

  PinTest() {
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

  private void awaitAlarm(String detail) throws InterruptedException {
    await(() -> !Fixture.sent(producer, PipelineTopic.ALARMS).isEmpty());
    assertThat(Fixture.alarms(producer))
        .allSatisfy(
            alarm -> {
              assertThat(alarm.getKind()).isEqualTo(AlarmKind.SNAPSHOT_REFUSED);
              assertThat(alarm.getDetail()).contains(detail);
            });
  }

  private void history(int from, int until) {
    for (int sequence = from; sequence < until; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }
  }

  private void pin(long sequence) {
    Snapshot snapshot = Fixture.snapshot(sequence);
    control.add(Fixture.pin(snapshot, log.addPinned(snapshot))).gap(1);
  }

  @Test
  void pin_isObeyedWhileFollowing_andTheNewestIsTrackedUnserved() throws InterruptedException {
    // Given
    history(0, 6);
    follower.start();
    awaitServed(5L);

    // When
    pin(2);
    awaitServed(5L, 2L);
    log.add(Fixture.snapshot(6));
    awaitNewest(6);

    // Then
    assertThat(served).containsExactly(5L, 2L);
    assertThat(follower.current().orElseThrow().sha256())
        .isEqualTo(Fixture.snapshot(2).getSha256());
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void follow_servesTheNewestThatCameWhilePinned_thenWhatComes() throws InterruptedException {
    // Given
    history(0, 6);
    pin(2);
    follower.start();
    awaitServed(2L);
    history(6, 8);
    awaitNewest(7);

    // When
    control.add(FOLLOW);
    awaitServed(2L, 7L);
    history(8, 9);

    // Then
    awaitServed(2L, 7L, 8L);
  }

  @Test
  void follow_afterAPinOfTheNewest_changesNothing() throws InterruptedException {
    // Given
    history(0, 3);
    follower.start();
    awaitServed(2L);

    // When
    pin(2);
    await(current::isPinned);
    control.add(FOLLOW);
    await(() -> !current.isPinned());

    // Then
    assertThat(served).containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 10_000})
  void lateStart_servesThePinnedVersionFirst_andReadsNoMoreHoweverLongTheHistory(int snapshots)
      throws InterruptedException {
    // Given
    history(0, 10);
    for (int i = 0; i < snapshots; i++) {
      control.add(FOLLOW).gap(1);
    }
    pin(3);
    history(10, snapshots);

    // When
    follower.start();
    awaitNewest(snapshots - 1);

    // Then: one directive; the pinned record; the ring, in polls of 3
    assertThat(served).containsExactly(3L);
    assertThat(control.read()).isEqualTo(1);
    assertThat(log.read()).isLessThan(2 * SnapshotRing.SLOTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 10_000})
  void startWithoutDirective_readsTheRing_howeverLongTheHistory(int snapshots)
      throws InterruptedException {
    // Given
    history(0, snapshots);

    // When
    follower.start();
    awaitServed(snapshots - 1L);

    // Then
    assertThat(log.read()).isLessThan(2 * SnapshotRing.SLOTS);
    assertThat(control.read()).isZero();
  }

  @Test
  void secondPin_replacesTheFirst() throws InterruptedException {
    // Given
    history(0, 6);
    pin(2);
    follower.start();
    awaitServed(2L);

    // When
    pin(4);
    awaitServed(2L, 4L);
    pin(2);

    // Then
    awaitServed(2L, 4L, 2L);
  }

  @Test
  void pinCompactedAwayAfterARepin_isWaitedOut_andNoOtherVersionIsServedBefore()
      throws InterruptedException {
    // Given: the directive that replaces the first is not readable as yet
    history(0, 6);
    long first = log.addPinned(Fixture.snapshot(2));
    control.add(Fixture.pin(Fixture.snapshot(2), first));
    long second = log.addPinned(Fixture.snapshot(4));
    log.remove(first);
    history(6, 8);
    follower.start();
    await(() -> log.read() > 0);
    assertThat(follower.current()).isEmpty();

    // When
    control.add(Fixture.pin(Fixture.snapshot(4), second));

    // Then
    awaitServed(4L);
    awaitNewest(7);
    assertThat(served).containsExactly(4L);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void pinnedRecordThatIsNotReadableYet_isWaitedFor() throws InterruptedException {
    // Given: a transaction that was open before it holds up the end of what is readable
    history(0, 6);
    Snapshot pinned = Fixture.snapshot(2);
    control.add(Fixture.pin(pinned, log.end()));
    follower.start();
    await(() -> control.read() > 0);
    assertThat(follower.current()).isEmpty();

    // When
    long offset = log.addPinned(pinned);

    // Then
    assertThat(offset).isEqualTo(12);
    awaitServed(2L);
  }

  /** What is done to the pinned snapshot 2, and what the alarm says. */
  static Stream<Arguments> damages() {
    return Stream.of(
        arguments(change(s -> s.getParameters().put(9, (byte) 99)), "contentSha256"),
        arguments(change(s -> s.setVersion(201)), "sha256"),
        arguments(change(s -> s.setModel("other")), "another model's"),
        arguments(change(s -> s.setArchitecture("4x4 dense(9999999,relu)")), "architecture"));
  }

  private static Consumer<Snapshot> change(Consumer<Snapshot> change) {
    return change;
  }

  @ParameterizedTest
  @MethodSource("damages")
  void damagedPin_raisesAnAlarm_andItGoesOnAsBefore(Consumer<Snapshot> damage, String reason)
      throws InterruptedException {
    // Given
    history(0, 6);
    follower.start();
    awaitServed(5L);
    Snapshot damaged = Fixture.snapshot(2);
    damage.accept(damaged);
    byte[] value = Fixture.encode(damaged);

    // When
    long offset = log.end();
    log.add("test/pinned", value);
    control.add(Fixture.pin(Fixture.snapshot(2), offset));
    awaitAlarm(reason);
    history(6, 7);

    // Then
    awaitServed(5L, 6L);
    assertThat(follower.refused()).isEqualTo(1);
  }

  @Test
  void damagedPin_leavesTheOneBeforeItPinned() throws InterruptedException {
    // Given
    history(0, 6);
    pin(3);
    follower.start();
    awaitServed(3L);

    // When: the directive names another snapshot than the one that is there
    long offset = log.addPinned(Fixture.snapshot(2));
    control.add(Fixture.pin(Fixture.snapshot(4), offset));
    awaitAlarm("It is version 200");
    history(6, 7);
    awaitNewest(6);

    // Then
    assertThat(served).containsExactly(3L);
    assertThat(current.isPinned()).isTrue();
  }

  @Test
  void damagedPin_atALateStart_raisesAnAlarm_andTheNewestIsServed() throws InterruptedException {
    // Given
    history(0, 6);
    long offset = log.end();
    log.add("test/pinned", "no Avro at all".getBytes(UTF_8));
    control.add(Fixture.pin(Fixture.snapshot(2), offset));

    // When
    follower.start();

    // Then
    awaitServed(5L);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
    assertThat(follower.refused()).isEqualTo(1);
  }

  @Test
  void pinOfARecordOfTheRing_isRefused() throws InterruptedException {
    // Given: a record that compaction may take away at any time
    history(0, 6);
    control.add(Fixture.pin(Fixture.snapshot(2), 4));

    // When
    follower.start();

    // Then
    awaitServed(5L);
    awaitAlarm("its key is not that of a pinned one");
  }

  @Test
  void directivesThatAreNoneForIt_areIgnored() throws InterruptedException {
    // Given
    history(0, 6);
    pin(3);
    Directive other = Fixture.directive(DirectiveKind.FOLLOW);
    other.setModel("other");
    control
        .add(Fixture.directive(DirectiveKind.OTHER)) // a kind of a later version
        .add(other);

    // When
    follower.start();
    awaitServed(3L);
    control.add(Fixture.directive(DirectiveKind.OTHER));
    pin(4);

    // Then
    awaitServed(3L, 4L);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void hostileDirectives_areToldAndTheOneBeforeThemHolds() throws InterruptedException {
    // Given
    history(0, 6);
    pin(3);
    Directive nameless = Fixture.directive(DirectiveKind.PIN);
    Directive another = Fixture.directive(DirectiveKind.FOLLOW);
    another.setModel("other");
    control
        .add("test", "no Avro at all".getBytes(UTF_8))
        .add("test", Fixture.encode(nameless))
        .add("test", Fixture.encode(another));

    // When
    follower.start();

    // Then
    awaitServed(3L);
    awaitNewest(5);
    assertThat(served).containsExactly(3L);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
    assertThat(Fixture.alarms(producer))
        .extracting(alarm -> alarm.getDetail().replaceFirst("is not obeyed.*", ""))
        .containsExactlyInAnyOrder(
            "The directive at test.control-0-3 ", "The directive at test.control-0-4 ");
  }

  @Test
  void tombstone_isADirectiveToFollow() throws InterruptedException {
    // Given
    history(0, 6);
    pin(3);
    follower.start();
    awaitServed(3L);

    // When
    control.add("test", null);

    // Then
    awaitServed(3L, 5L);
  }

  @Test
  void brokerThatIsAwayWhileItObeys_losesNoDirective() throws InterruptedException {
    // Given
    history(0, 6);
    follower.start();
    awaitServed(5L);

    // When
    log.setOffsetsException(new TimeoutException("no broker"));
    pin(2);

    // Then
    awaitServed(5L, 2L);
    assertThat(follower.completion()).isNotDone();
  }

  @Test
  void pinnedKeyInTheTopic_servesNothingWithoutADirective() throws InterruptedException {
    // Given
    history(0, 6);
    follower.start();
    awaitServed(5L);

    // When
    log.add(SnapshotRing.pinnedKey("test"), Fixture.encode(Fixture.snapshot(40)));
    history(6, 7);

    // Then
    awaitServed(5L, 6L);
  }
}
