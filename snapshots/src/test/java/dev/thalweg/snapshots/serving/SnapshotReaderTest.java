package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.Stranger;
import dev.thalweg.topics.StopSwitch;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
  private static final byte[] GARBAGE = "no Avro at all".getBytes(UTF_8);

  private final SnapshotLog log = new SnapshotLog();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final CurrentModel current = new CurrentModel();
  private final List<Long> served = new ArrayList<>();
  private final SnapshotReader reader =
      new SnapshotReader(
          log,
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          current,
          new RefusalPublisher(
              producer,
              Fixture.REGISTRY,
              Fixture.PIPELINE,
              InstantSource.fixed(Instant.ofEpochMilli(5))),
          new StopSwitch());

  SnapshotReaderTest() {
    current.onSwap(model -> served.add(model.sequence()));
  }

  private static Snapshot notFinite(long sequence) {
    Snapshot snapshot = Fixture.snapshot(sequence);
    snapshot.getParameters().order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  private static Snapshot flippedBit(long sequence) {
    Snapshot snapshot = Fixture.snapshot(sequence);
    byte[] parameters = snapshot.getParameters().array();
    parameters[9] ^= 1;
    return snapshot;
  }

  private void history(int snapshots) {
    for (int sequence = 0; sequence < snapshots; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }
  }

  @Test
  void search_findsTheNewestValidSnapshot_behindMarkersGarbageAndRefusedOnes() {
    // Given
    history(10);
    log.add("test/10", GARBAGE).gap(3).add(notFinite(11)).add(flippedBit(12)).gap(9);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(served).containsExactly(9L);
    assertThat(log.position(SnapshotLog.PARTITION)).isEqualTo(log.end());
    assertThat(reader.refused()).isEqualTo(3);
    assertThat(Fixture.alarms(producer)).hasSize(2);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 200, 2_000})
  void search_readsOneRoundOfTheRing_howeverLongTheHistory(int snapshots) {
    // Given
    history(snapshots);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(served).containsExactly(snapshots - 1L);
    assertThat(log.read()).isLessThan(2 * SnapshotRing.SLOTS);
  }

  @Test
  void search_readsABoundedNumber_whenManyRecordsAreRefused() {
    // Given
    history(1_000);
    int refused = 20;
    for (int i = 0; i < refused; i++) {
      log.add("test/1", GARBAGE).gap(1);
    }

    // When
    boolean done = reader.search();

    // Then: windows of 2, 4, 8, ... 128 offsets, each read in polls of up to 3 records
    assertThat(done).isTrue();
    assertThat(served).containsExactly(999L);
    assertThat(reader.refused()).isEqualTo(refused);
    assertThat(log.read()).isLessThan(128);
  }

  @Test
  void search_endsWithNothing_whenNothingIsValid() {
    // Given
    log.add("test/0", GARBAGE).add(notFinite(1)).gap(1);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(current.get()).isEmpty();
    assertThat(reader.refused()).isEqualTo(2);
  }

  @Test
  void search_endsWithNothing_whenTheTopicIsEmpty() {
    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(current.get()).isEmpty();
  }

  @Test
  void search_stopsAtTheBeginning_whenTheRestIsCompactedAway() {
    // Given
    history(20);
    log.beginAt(36).gap(1_000);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(served).containsExactly(19L);
  }

  @Test
  void search_takesTheHighestSequenceOfAWindow_whenOneIsRepeated() {
    // Given
    log.add(Fixture.snapshot(5)).add(Fixture.snapshot(7)).add(Fixture.snapshot(6)).gap(2);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(served).containsExactly(7L);
  }

  @Test
  void follow_neverGoesBackToAnOlderSequence() {
    // Given
    log.add(Fixture.snapshot(4));
    boolean found = reader.search();
    log.add(Fixture.snapshot(5))
        .add(Fixture.snapshot(4))
        .add(Fixture.snapshot(5))
        .add(Fixture.snapshot(2))
        .add(Fixture.snapshot(6));

    // When
    reader.follow();
    reader.follow();

    // Then
    assertThat(found).isTrue();
    assertThat(served).containsExactly(4L, 5L, 6L);
    assertThat(current.swaps()).isEqualTo(3);
    assertThat(reader.refused()).isZero();
  }

  @Test
  void stranger_isRefusedOnce_withAnAlarm_andTheChainIsFollowed() {
    // Given
    history(40);
    boolean found = reader.search();
    log.add(Stranger.last()).gap(1);
    reader.follow();
    reader.follow(); // past the marker

    // When
    log.add(Fixture.snapshot(40)).gap(1).add(Fixture.snapshot(41)).gap(1);
    reader.follow();
    reader.follow();

    // Then
    assertThat(found).isTrue();
    assertThat(served).containsExactly(39L, 40L, 41L);
    assertThat(reader.refused()).isEqualTo(1);
    assertThat(Fixture.alarms(producer))
        .extracting(Alarm::getDetail)
        .containsExactly(
            "The snapshot at test.snapshots-0-80 is not served: It does not belong to the model: its"
                + " parent is not known, and its sequence is 9223372036854775807 where the model's"
                + " newest is 39.");
  }

  @Test
  void strangerInAnEmptyRing_isTakenBack_whenTheModelBegins() {
    // Given: nothing says yet that it is one
    log.add(Stranger.last()).gap(1);
    boolean found = reader.search();

    // When
    log.add(Fixture.snapshot(0)).gap(1);
    reader.follow();
    log.add(Fixture.snapshot(1)).gap(1);
    reader.follow();
    reader.follow();

    // Then
    assertThat(found).isTrue();
    assertThat(served).containsExactly(Long.MAX_VALUE, 0L, 1L);
    assertThat(reader.refused()).isEqualTo(1);
  }

  @Test
  void promotedStranger_isTakenBack_andWhatIsPromotedNextIsServed() {
    // Given
    CurrentModel promoted = new CurrentModel(Following.PROMOTED);
    promoted.onSwap(model -> served.add(model.sequence()));
    SnapshotReader following =
        new SnapshotReader(
            log, Fixture.REGISTRY, Fixture.PIPELINE, promoted, Refusals.UNTOLD, new StopSwitch());
    log.addPromoted(Stranger.last());
    boolean found = following.search();

    // When
    log.add(Fixture.snapshot(0)).gap(1).addPromoted(Fixture.snapshot(0));
    following.follow();
    following.follow();

    // Then
    assertThat(found).isTrue();
    assertThat(served).containsExactly(Long.MAX_VALUE, 0L);
  }

  @Test
  void ringThatCameRoundUnseen_isFollowed_withoutARefusal() {
    // Given: it saw 40, and what compaction left when it looked again began at 469
    history(40);
    boolean found = reader.search();
    for (int sequence = 469; sequence <= 500; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }

    // When
    while (log.position(SnapshotLog.PARTITION) < log.end()) {
      reader.follow();
    }

    // Then
    assertThat(found).isTrue();
    assertThat(current.get().orElseThrow().sequence()).isEqualTo(500);
    assertThat(reader.refused()).isZero();
    assertThat(Fixture.alarms(producer)).isEmpty();
  }

  @Test
  void refusedSnapshot_raisesAnAlarm_andTheOldOneKeepsServing() {
    // Given
    log.add(Fixture.snapshot(4));
    boolean found = reader.search();
    log.add(flippedBit(5));

    // When
    reader.follow();

    // Then
    assertThat(found).isTrue();
    assertThat(current.get()).get().extracting(ServedModel::sequence).isEqualTo(4L);
    Alarm alarm = Fixture.alarms(producer).get(0);
    assertThat(alarm.getKind()).isEqualTo(AlarmKind.SNAPSHOT_REFUSED);
    assertThat(alarm.getModel()).isEqualTo("test");
    assertThat(alarm.getDetail()).contains("test.snapshots-0-1").contains("contentSha256");
    assertThat(alarm.getAt()).isEqualTo(Instant.ofEpochMilli(5));
  }

  @Test
  void unreadableRecord_goesToDeadLettersWithItsOrigin() {
    // Given
    log.add(Fixture.snapshot(0)).gap(1).add("no slot", GARBAGE);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    var letter = Fixture.sent(producer, PipelineTopic.DEAD_LETTERS).get(0);
    assertThat(letter.value()).isEqualTo(GARBAGE);
    assertThat(Fixture.header(letter.headers(), DeadLetter.TOPIC_HEADER))
        .isEqualTo("test.snapshots");
    assertThat(Fixture.header(letter.headers(), DeadLetter.PARTITION_HEADER)).isEqualTo("0");
    assertThat(Fixture.header(letter.headers(), DeadLetter.OFFSET_HEADER)).isEqualTo("2");
    assertThat(served).containsExactly(0L);
  }

  @Test
  void otherKeysAndTombstones_arePassedOver() {
    // Given
    byte[] newer = Fixture.encode(Fixture.snapshot(9));
    log.add(Fixture.snapshot(3))
        .add("test/serving", newer)
        .add("test/pinned", newer)
        .add("other/9", newer)
        .add("test/8", null);

    // When
    boolean done = reader.search();

    // Then
    assertThat(done).isTrue();
    assertThat(served).containsExactly(3L);
    assertThat(reader.refused()).isZero();
    assertThat(producer.history()).isEmpty();
  }
}
