package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.SnapshotExport;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.snapshots.pin.Pinning;
import dev.thalweg.topics.StopSwitch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Of snapshots in parts, what one shows another does not deny either. */
class AgreementOnPartsTest {
  private static final Architecture LARGE =
      Architecture.parse("4x4 dense(16384,relu) dense(3,softmax) cross_entropy");
  private static final String NOT_WHOLE = "its parts are not all there";

  private final List<String> keys = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private final TreeMap<Integer, Boolean> gone = new TreeMap<>();
  private final List<String> alarms = new ArrayList<>();

  private static Snapshot large(long sequence) {
    return Fixture.snapshot(sequence, LARGE);
  }

  private int add(String key, byte[] value) {
    keys.add(key);
    values.add(value);
    return keys.size() - 1;
  }

  /** Two parts and the head; returns where the head is. */
  private int add(byte[] key, Snapshot snapshot) {
    SnapshotParts.write(
        key, snapshot, (each, record) -> add(new String(each, UTF_8), Fixture.encode(record)));
    return keys.size() - 1;
  }

  private int add(Snapshot snapshot) {
    return add(Fixture.key(snapshot), snapshot);
  }

  /** What compaction takes away up to a place: whatever is written again there or before it. */
  private void compact(int from, int to) {
    for (int i = 0; i < to; i++) {
      if (keys.subList(Math.max(from, i + 1), to).contains(keys.get(i))) {
        gone.put(i, true);
      }
    }
  }

  private TopicsInMemory commands() {
    TopicsInMemory topics = new TopicsInMemory();
    for (int i = 0; i < keys.size(); i++) {
      long offset = topics.add(keys.get(i), values.get(i));
      if (gone.containsKey(i)) {
        topics.remove(offset);
      }
    }
    return topics;
  }

  private SnapshotLog log() {
    SnapshotLog log = new SnapshotLog();
    for (int i = 0; i < keys.size(); i++) {
      log.add(keys.get(i), values.get(i)).gap(1);
      if (gone.containsKey(i)) {
        log.remove(2L * i);
      }
    }
    return log;
  }

  private SnapshotsRead read(OptionalLong version) {
    return Snapshots.read(commands().scan(), Fixture.REGISTRY, Fixture.PIPELINE, version);
  }

  private RingReader ring() {
    return new RingReader(this::log, Fixture.REGISTRY, Fixture.PIPELINE, Duration.ofMinutes(1));
  }

  private SnapshotReader reader(SnapshotLog log, CurrentModel current) {
    Refusals refusals =
        new Refusals() {
          @Override
          public void refused(ConsumerRecord<byte[], byte[]> record, String reason) {
            alarms.add(record.offset() + " " + reason);
          }

          @Override
          public void unreadable(
              ConsumerRecord<byte[], byte[]> record, String expected, String reason) {
            alarms.add(record.offset() + " " + reason);
          }
        };
    return new SnapshotReader(
        log, Fixture.REGISTRY, Fixture.PIPELINE, current, refusals, new StopSwitch());
  }

  private Optional<ServedModel> served(Following following) {
    CurrentModel current = new CurrentModel(following);
    assertThat(reader(log(), current).search()).isTrue();
    return current.get();
  }

  private CandidateReader gate() {
    CandidateReader gate =
        new CandidateReader(log(), Fixture.REGISTRY, Fixture.PIPELINE, new StopSwitch());
    assertThat(gate.search()).isTrue();
    return gate;
  }

  private void assertNewest(Snapshot newest) {
    StoredSnapshot found = read(OptionalLong.empty()).found().orElseThrow();
    assertThat(found.entry().sha256()).isEqualTo(newest.getSha256());
    assertThat(found.entry().damage()).isEmpty();
    assertThat(found.snapshot().getParameters()).isEqualTo(newest.getParameters());
    assertThat(Pinning.sound(found)).isSameAs(found);
    assertThat(SnapshotExport.of(found)).isNotNull();
    assertServed(served(Following.NEWEST), newest);
    assertServed(served(Following.PROMOTED), newest);
    assertServed(gate().newest(), newest);
    assertServed(version(newest.getVersion()), newest);
  }

  /** Asked again where it has not read all yet: it does not keep anybody waiting. */
  private Optional<ServedModel> version(long version) {
    try (RingReader ring = ring()) {
      Optional<ServedModel> found = Optional.empty();
      for (int i = 0; i < 20 && found.isEmpty(); i++) {
        found = ring.version(version);
      }
      return found;
    }
  }

  private static void assertServed(Optional<ServedModel> served, Snapshot expected) {
    assertThat(served.orElseThrow().sha256()).isEqualTo(expected.getSha256());
    assertThat(served.get().parameters().toBytes()).isEqualTo(expected.getParameters().array());
  }

  private void assertDamaged(Snapshot snapshot, String why) {
    StoredSnapshot found = read(OptionalLong.of(snapshot.getVersion())).found().orElseThrow();
    assertThat(found.entry().damage()).get().asString().contains(why);
    assertThat(listed(snapshot).orElseThrow().damage()).isEqualTo(found.entry().damage());
    assertThatThrownBy(() -> Pinning.sound(found)).isInstanceOf(UserException.class);
    assertThatThrownBy(() -> SnapshotExport.of(found)).isInstanceOf(UserException.class);
    assertThat(ring().versions()).doesNotContain(snapshot.getVersion());
    assertThat(ring().version(snapshot.getVersion())).isEmpty();
    Predicate<ServedModel> same = model -> model.sha256().equals(snapshot.getSha256());
    alarms.clear();
    assertThat(served(Following.NEWEST).filter(same)).isEmpty();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0)).containsIgnoringCase(why);
    assertThat(gate().newest().filter(same)).isEmpty();
  }

  private Optional<SnapshotEntry> listed(Snapshot snapshot) {
    return read(OptionalLong.empty()).listing().entries().stream()
        .filter(entry -> entry.sha256().equals(snapshot.getSha256()))
        .findFirst();
  }

  @Test
  void parts_areServedWhole_byAll() {
    add(large(0));
    add(large(1));
    assertThat(keys)
        .containsExactly("test/0/0", "test/0/1", "test/0", "test/1/0", "test/1/1", "test/1");
    assertNewest(large(1));
    assertThat(ring().versions()).containsExactlyInAnyOrder(0L, 100L);
    assertThat(alarms).isEmpty();
  }

  @Test
  void headWhosePartsTheNextOneHasReplaced_isAsGoodAsGone_andNoAlarm() {
    // Given: compaction has come to a part of the next one, and not to its head
    for (int sequence = 0; sequence < 33; sequence++) {
      add(large(sequence));
    }
    compact(0, keys.size() - 2);

    // Then
    assertThat(gone).containsOnlyKeys(0);
    assertThat(keys.get(0)).isEqualTo("test/0/0");
    assertNewest(large(32));
    SnapshotsRead read = read(OptionalLong.of(0));
    assertThat(read.found()).isEmpty();
    assertThat(read.listing().entries()).hasSize(32).allMatch(entry -> entry.damage().isEmpty());
    assertThat(read.chain()).hasSize(32);
    assertThat(alarms).isEmpty();
  }

  @Test
  void repeatOfTheNewest_halfCompacted_isServed() {
    // Given: as an averager that takes over writes it
    add(large(0));
    add(large(1));
    int again = add(large(1));
    compact(0, again - 1);

    // Then
    assertNewest(large(1));
    assertThat(alarms).isEmpty();
  }

  @Test
  void missingPart_isADamagedSnapshot_forAll() {
    add(large(0));
    int head = add(large(1));
    gone.put(head - 1, true);
    assertDamaged(large(1), NOT_WHOLE);
    assertNewest(large(0));
  }

  @Test
  void changedPart_isADamagedSnapshot_forAll() {
    add(large(0));
    int head = add(large(1));
    Snapshot other = large(1);
    other.getParameters().put(7, (byte) (other.getParameters().get(7) ^ 1));
    SnapshotParts.write(
        Fixture.key(other),
        other,
        (key, record) -> {
          if (record.getPart() != null && record.getPart() == 0) {
            values.set(head - 2, Fixture.encode(record));
          }
        });
    assertDamaged(large(1), "its parameters do not match its contentSha256");
    assertNewest(large(0));
  }

  @Test
  void partThatIsNotANumber_orUnreadable_orATombstone_isDamage() {
    add(large(0));
    int head = add(large(1));
    byte[] sound = values.get(head - 1);
    for (byte[] value : new byte[][] {null, {1, 2, 3}, Fixture.encode(Fixture.snapshot(3))}) {
      values.set(head - 1, value);
      assertDamaged(large(1), NOT_WHOLE);
    }
    values.set(head - 1, sound);
    assertNewest(large(1));
  }

  @Test
  void infiniteParameter_isDamage() {
    add(large(0));
    Snapshot infinite = large(1);
    infinite.getParameters().put(1_100_003, (byte) 0x7F).put(1_100_002, (byte) 0x80);
    infinite.getParameters().put(1_100_001, (byte) 0).put(1_100_000, (byte) 0);
    SnapshotSeal.seal(infinite);
    add(infinite);
    assertDamaged(infinite, "infinite or not a number");
    assertNewest(large(0));
  }

  @Test
  void strangersPart_amongThoseOfASnapshot_isDamage_untilItIsWrittenAgain() {
    add(large(0));
    add(large(1));
    int head = keys.size() - 1;
    keys.add(head, "test/1/0");
    values.add(head, values.get(head - 2));
    assertDamaged(large(1), NOT_WHOLE);
    add(large(1));
    assertNewest(large(1));
  }

  @Test
  void partsWithoutAHead_andThoseOfALargerModelBeforeThem_doNotCount() {
    // Given: of other slots, of a larger one, and of no model
    add("test/1/7", values(large(3)));
    add("test/5/0", values(large(3)));
    add("test/5/1", values(large(3)));
    add(large(0));
    add("test/1/2", values(large(3)));
    add(large(1));
    add("test/31/0", new byte[] {1});
    add("test/serving/0", null);

    // Then
    assertNewest(large(1));
    assertThat(alarms).isEmpty();
  }

  private static byte[] values(Snapshot snapshot) {
    List<byte[]> encoded = new ArrayList<>();
    SnapshotParts.write(
        Fixture.key(snapshot), snapshot, (key, record) -> encoded.add(Fixture.encode(record)));
    return encoded.get(0);
  }

  @Test
  void headThatClaimsOtherParts_orMore_isRefused_beforeAnythingIsRead() {
    for (int parts : new int[] {-1, 0, 1, 3, Integer.MAX_VALUE}) {
      keys.clear();
      values.clear();
      add(large(0));
      int head = add(large(1));
      Snapshot lying = large(1);
      lying.setParameters(ByteBuffer.allocate(0));
      lying.setParts(parts);
      values.set(head, Fixture.encode(lying));
      StoredSnapshot found = read(OptionalLong.of(100)).found().orElseThrow();
      assertThat(found.entry().damage()).isPresent();
      assertServed(served(Following.NEWEST), large(0));
      assertThat(ring().versions()).containsExactly(0L);
    }
  }

  @Test
  void partUnderTheKeyOfASlot_isNoSnapshot() {
    add(large(0));
    add("test/1", values(large(1)));
    assertThat(read(OptionalLong.of(100)).found().orElseThrow().entry().damage()).isPresent();
    assertNewest(large(0));
  }

  @Test
  void smallerAndLargerOnes_standBesideEachOther_asAfterAnUpgrade() {
    // Given: one that an older program wrote, in one record, of the same network
    add("test/0", Fixture.encode(large(0)));
    assertNewest(large(0));
    add(large(1));

    // Then
    assertNewest(large(1));
    assertServed(ring().version(0), large(0));
  }

  @Test
  void tombstone_freesTheSlotOfOneInParts() {
    add(large(0));
    add(large(1));
    add("test/1", null);
    assertNewest(large(0));
    assertThat(listed(large(1))).isEmpty();
  }

  @Test
  void promotedCopy_isServedByThoseThatFollowIt_untilAPartOfItIsGone() {
    // Given
    add(large(0));
    add(large(1));
    int head = add(SnapshotRing.servingKey("test"), large(0));

    // Then
    assertServed(served(Following.PROMOTED), large(0));
    assertServed(served(Following.NEWEST), large(1));
    assertServed(gate().promoted(), large(0));
    assertThat(read(OptionalLong.empty()).listing().served().orElseThrow().sequence()).isZero();

    // And
    gone.put(head - 2, true);
    assertServed(served(Following.PROMOTED), large(1));
    assertThat(gate().promoted()).isEmpty();
    assertThat(read(OptionalLong.empty()).listing().served().orElseThrow().sequence()).isOne();
  }

  @Test
  void pinnedCopy_isServed_andRefusedWhereAPartIsGone() throws Exception {
    // Given: far behind it others
    add(large(0));
    int head = add(SnapshotRing.pinnedKey("test"), large(0));
    for (int sequence = 1; sequence < 20; sequence++) {
      add(large(sequence));
    }
    Directive pin = Fixture.pin(large(0), 2L * head);

    // Then
    SnapshotReader reader = reader(log(), new CurrentModel());
    assertServed(reader.pinned(pin), large(0));

    // And
    gone.put(head - 1, true);
    assertThatThrownBy(() -> reader(log(), new CurrentModel()).pinned(pin))
        .isInstanceOf(RefusedException.class)
        .hasMessage("Its parts are not all there.");
  }

  @Test
  void followers_serveWhatComes_onceItsHeadIsThere() {
    // Given
    add(large(0));
    SnapshotLog log = log();
    CurrentModel current = new CurrentModel();
    SnapshotReader reader = reader(log, current);
    assertThat(reader.search()).isTrue();

    // When
    List<byte[]> parts = new ArrayList<>();
    List<byte[]> names = new ArrayList<>();
    Snapshot next = large(1);
    SnapshotParts.write(
        Fixture.key(next),
        next,
        (key, record) -> {
          names.add(key);
          parts.add(Fixture.encode(record));
        });
    for (int i = 0; i < 2; i++) {
      log.add(names.get(i), parts.get(i));
      reader.follow();
      assertServed(current.get(), large(0));
    }
    log.add(names.get(2), parts.get(2)).gap(1);
    reader.follow();

    // Then
    assertServed(current.get(), next);
    assertThat(alarms).isEmpty();
  }
}
