package dev.thalweg.snapshots.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RingReaderTest {
  private final SnapshotLog log = new SnapshotLog();
  private final AtomicInteger opened = new AtomicInteger();
  private final RingReader ring =
      new RingReader(
          () -> {
            opened.incrementAndGet();
            return log;
          },
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          Duration.ZERO);

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  void versions_areThoseOfTheRing_withoutOthersAndDamagedOnes() {
    // Given: 3 and 35 share a slot
    Snapshot damaged = Fixture.snapshot(6);
    damaged.setVersion(1);
    List<Long> sound = LongStream.rangeClosed(4, 35).mapToObj(sequence -> 100 * sequence).toList();
    for (int sequence = 3; sequence <= 35; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }
    log.add(damaged).add("test/7", new byte[] {1, 2}).add("other/1", new byte[0]).gap(2);
    long unused = log.addPinned(Fixture.snapshot(2));

    // When
    List<Long> versions = ring.versions();

    // Then
    assertThat(versions).containsExactlyInAnyOrderElementsOf(sound);
    assertThat(ring.version(400)).contains(Fixture.served(4));
    assertThat(ring.version(300)).isEmpty();
    assertThat(ring.version(1)).isEmpty();
  }

  @Test
  void snapshotThatCameMeanwhile_isFound_andNothingIsReadTwice() {
    // Given
    log.add(Fixture.snapshot(1)).add(Fixture.snapshot(2));
    assertThat(ring.versions()).hasSize(2);
    long read = log.read();

    // When
    log.add(Fixture.snapshot(3));
    List<Long> versions = ring.versions();

    // Then
    assertThat(versions).containsExactlyInAnyOrder(100L, 200L, 300L);
    assertThat(log.read() - read).isEqualTo(1);
    assertThat(opened).hasValue(1);
  }

  @Test
  void olderSnapshotThatComesAgain_takesNoNewersPlace() {
    // Given: 35 and 3 share a slot
    log.add(Fixture.snapshot(34)).add(Fixture.snapshot(35)).add(Fixture.snapshot(3));

    // Then
    assertThat(ring.versions()).containsExactlyInAnyOrder(3_400L, 3_500L);
  }

  @Test
  void versionThatWasCompactedAway_isNotThereAnyMore() {
    // Given
    log.add(Fixture.snapshot(1)).add(Fixture.snapshot(2));
    assertThat(ring.versions()).hasSize(2);

    // When
    log.remove(0);

    // Then
    assertThat(ring.version(100)).isEmpty();
    assertThat(ring.versions()).containsExactly(200L);
    assertThat(ring.version(200)).isPresent();
  }

  @Test
  void tombstone_takesAVersionOut() {
    // Given
    log.add(Fixture.snapshot(1)).add(Fixture.snapshot(2));
    assertThat(ring.versions()).hasSize(2);

    // When
    log.add("test/1", null);

    // Then
    assertThat(ring.versions()).containsExactly(200L);
  }

  @Test
  void emptyTopic_hasNoVersions() {
    assertThat(ring.versions()).isEmpty();
    assertThat(ring.version(1)).isEmpty();
  }

  @Test
  void brokerThatDoesNotAnswer_isNoAnswer_andLaterOneIsAskedAgain() {
    // Given
    log.add(Fixture.snapshot(1));
    log.setPollException(new TimeoutException("away"));

    // When
    List<Long> versions = ring.versions();

    // Then
    assertThat(versions).isEmpty();
    assertThat(ring.versions()).containsExactly(100L);
  }

  @Test
  void closedReader_answersNothing() {
    // Given
    log.add(Fixture.snapshot(1));
    assertThat(ring.versions()).hasSize(1);

    // When
    ring.close();

    // Then
    assertThat(ring.versions()).isEmpty();
    assertThat(log.closed()).isTrue();
  }
}
