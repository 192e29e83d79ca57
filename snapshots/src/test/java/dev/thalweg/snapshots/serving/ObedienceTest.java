package dev.thalweg.snapshots.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class ObedienceTest {
  private static final Duration LITTLE = Duration.ofMillis(1);

  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;
  private final SnapshotLog log = new SnapshotLog();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final CurrentModel current = new CurrentModel();
  private final RefusalPublisher refusals =
      new RefusalPublisher(producer, Fixture.REGISTRY, Fixture.PIPELINE, clock);
  private final Obedience obedience =
      new Obedience(
          new SnapshotReader(
              log, Fixture.REGISTRY, Fixture.PIPELINE, current, refusals, new StopSwitch()),
          current,
          refusals,
          clock);

  private void proceedAfter(Duration time) {
    now = now.plus(time);
    obedience.proceed();
  }

  @Test
  void pinOfAnOffsetBeyondTheEnd_isGivenUpAfterSoManyAttempts_withAnAlarm() {
    // Given: an offset that is never written
    obedience.obey(Fixture.pin(Fixture.snapshot(2), Long.MAX_VALUE));

    // When
    for (int attempt = 1; attempt < Obedience.ATTEMPTS_MAX; attempt++) {
      proceedAfter(Obedience.RETRY);
    }
    boolean pendingBefore = obedience.isPending();
    proceedAfter(Obedience.RETRY);

    // Then
    assertThat(pendingBefore).isTrue();
    assertThat(obedience.isPending()).isFalse();
    assertThat(Fixture.alarms(producer)).hasSize(1);
    assertThat(Fixture.alarms(producer).get(0).getDetail())
        .contains("pins version 200")
        .contains("no snapshot at offset " + Long.MAX_VALUE);
  }

  @Test
  void nextAttempt_hasToWait() {
    // Given
    obedience.obey(Fixture.pin(Fixture.snapshot(2), 0));
    obedience.proceed();
    log.addPinned(Fixture.snapshot(2));

    // When
    proceedAfter(Obedience.RETRY.minus(LITTLE));
    boolean pendingTooSoon = obedience.isPending();
    proceedAfter(LITTLE);

    // Then
    assertThat(pendingTooSoon).isTrue();
    assertThat(obedience.isPending()).isFalse();
    assertThat(current.get().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void newDirective_takesThePlaceOfAPendingPin() {
    // Given
    current.offer(Fixture.served(5));
    obedience.obey(Fixture.pin(Fixture.snapshot(2), 0));
    obedience.proceed();

    // When
    obedience.obey(Fixture.directive(DirectiveKind.FOLLOW));
    log.addPinned(Fixture.snapshot(2));
    proceedAfter(Obedience.RETRY);

    // Then
    assertThat(obedience.isPending()).isFalse();
    assertThat(current.get().orElseThrow().sequence()).isEqualTo(5);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void lookingForAPinnedSnapshot_leavesTheReaderWhereItWas() {
    // Given
    long offset = log.addPinned(Fixture.snapshot(2));
    log.add(Fixture.snapshot(3)).gap(1).add(Fixture.snapshot(4));
    long before = log.position(SnapshotLog.PARTITION);

    // When
    obedience.obey(Fixture.pin(Fixture.snapshot(2), offset));
    obedience.proceed();

    // Then
    assertThat(current.isPinned()).isTrue();
    assertThat(log.position(SnapshotLog.PARTITION)).isEqualTo(before);
  }
}
