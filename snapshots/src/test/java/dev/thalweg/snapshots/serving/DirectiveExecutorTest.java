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

class DirectiveExecutorTest {
  private static final Duration LITTLE = Duration.ofMillis(1);

  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;
  private final SnapshotLog log = new SnapshotLog();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final CurrentModel current = new CurrentModel();
  private final RefusalPublisher refusals =
      new RefusalPublisher(producer, Fixture.REGISTRY, Fixture.PIPELINE, clock);
  private final DirectiveExecutor executor =
      new DirectiveExecutor(
          new SnapshotReader(
              log, Fixture.REGISTRY, Fixture.PIPELINE, current, refusals, new StopSwitch()),
          current,
          refusals,
          clock);

  private void proceedAfter(Duration time) {
    now = now.plus(time);
    executor.proceed();
  }

  @Test
  void pinOfAnOffsetBeyondTheEnd_isGivenUpAfterSoManyAttempts_withAnAlarm() {
    // Given: an offset that is never written
    executor.obey(Fixture.pin(Fixture.snapshot(2), Long.MAX_VALUE));

    // When
    for (int attempt = 1; attempt < DirectiveExecutor.ATTEMPTS_MAX; attempt++) {
      proceedAfter(DirectiveExecutor.RETRY);
    }
    boolean pendingBefore = executor.isPending();
    proceedAfter(DirectiveExecutor.RETRY);

    // Then
    assertThat(pendingBefore).isTrue();
    assertThat(executor.isPending()).isFalse();
    assertThat(Fixture.alarms(producer)).hasSize(1);
    assertThat(Fixture.alarms(producer).get(0).getDetail())
        .contains("pins version 200")
        .contains("no snapshot at offset " + Long.MAX_VALUE);
  }

  @Test
  void nextAttempt_hasToWait() {
    // Given
    executor.obey(Fixture.pin(Fixture.snapshot(2), 0));
    executor.proceed();
    log.addPinned(Fixture.snapshot(2));

    // When
    proceedAfter(DirectiveExecutor.RETRY.minus(LITTLE));
    boolean pendingTooSoon = executor.isPending();
    proceedAfter(LITTLE);

    // Then
    assertThat(pendingTooSoon).isTrue();
    assertThat(executor.isPending()).isFalse();
    assertThat(current.get().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void newDirective_takesThePlaceOfAPendingPin() {
    // Given
    current.offer(Fixture.served(5));
    executor.obey(Fixture.pin(Fixture.snapshot(2), 0));
    executor.proceed();

    // When
    executor.obey(Fixture.directive(DirectiveKind.FOLLOW));
    log.addPinned(Fixture.snapshot(2));
    proceedAfter(DirectiveExecutor.RETRY);

    // Then
    assertThat(executor.isPending()).isFalse();
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
    executor.obey(Fixture.pin(Fixture.snapshot(2), offset));
    executor.proceed();

    // Then
    assertThat(current.isPinned()).isTrue();
    assertThat(log.position(SnapshotLog.PARTITION)).isEqualTo(before);
  }
}
