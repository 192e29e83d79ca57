package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.snapshots.pin.Pinning;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private static final byte[] GARBAGE = "no Avro at all".getBytes(UTF_8);
  private static final OptionalLong NEWEST = OptionalLong.empty();
  private static final int TAKEN = 40;

  private final TopicsInMemory topics = new TopicsInMemory();
  private List<Snapshot> history;

  @BeforeEach
  void chain() {
    history = Fixture.chain(TAKEN);
  }

  private SnapshotsRead read(OptionalLong version) {
    return Snapshots.read(topics.scan(), Fixture.REGISTRY, Fixture.PIPELINE, version);
  }

  private SnapshotListing listing() {
    return read(NEWEST).listing();
  }

  private static List<Long> sequences(SnapshotListing listing) {
    return listing.entries().stream().map(SnapshotEntry::sequence).toList();
  }

  private OptionalLong version(int sequence) {
    return OptionalLong.of(history.get(sequence).getVersion());
  }

  private void pin(int sequence) {
    Snapshot snapshot = history.get(sequence);
    topics.add(Directives.pin(snapshot, topics.addPinned(snapshot), Instant.EPOCH));
  }

  private Snapshot changed(int sequence, Consumer<Snapshot> change) {
    Snapshot copy = Snapshot.newBuilder(history.get(sequence)).build();
    change.accept(copy);
    return copy;
  }

  @Test
  void list_hasTheNewestOfEachSlot_newestFirst_thoughCompactionHasNotComeYet() {
    // Given
    history.forEach(topics::add);

    // When
    SnapshotListing listing = listing();

    // Then
    assertThat(sequences(listing)).hasSize(32).startsWith(39L, 38L).endsWith(9L, 8L);
    assertThat(listing.passedOver()).isZero();
    SnapshotEntry newest = listing.entries().get(0);
    Snapshot last = history.get(39);
    assertThat(newest.version()).isEqualTo(last.getVersion());
    assertThat(newest.step()).isEqualTo(last.getStep());
    assertThat(newest.sha256()).isEqualTo(last.getSha256());
    assertThat(newest.parentSha256()).isEqualTo(history.get(38).getSha256());
    assertThat(newest.accuracy()).isEqualTo(last.getAccuracy());
    assertThat(newest.loss()).isEqualTo(last.getLoss());
    assertThat(listing.served()).contains(newest);
  }

  @Test
  void list_passesOverForeignAndUnreadableRecords_andCountsThem() {
    // Given
    history.subList(0, 3).forEach(topics::add);
    topics.add("test/7", GARBAGE);
    topics.add("no slot", GARBAGE);
    topics.add((byte[]) null, GARBAGE);
    topics.add("other/1", TopicsInMemory.encode(history.get(1)));
    topics.add("test/9", TopicsInMemory.encode(history.get(1)));
    topics.add("test/1", TopicsInMemory.encode(changed(1, s -> s.setModel("other"))));
    topics.add("test/2", null);

    // When
    SnapshotListing listing = listing();

    // Then: the tombstone has freed its slot, which is no damage
    assertThat(sequences(listing)).containsExactly(1L, 0L);
    assertThat(listing.passedOver()).isEqualTo(6);
  }

  @Test
  void list_showsADamagedSnapshotAsSuch_andScorersServeTheOneBeforeIt() {
    // Given
    history.subList(0, 3).forEach(topics::add);
    topics.add(changed(3, s -> s.getParameters().put(5, (byte) 99)));
    topics.add(
        changed(
            4,
            s -> {
              s.getParameters().order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
              SnapshotSeal.seal(s);
            }));
    topics.add(
        changed(
            5,
            s -> {
              s.setArchitecture("2x3 dense(3,softmax) mse");
              SnapshotSeal.seal(s);
            }));

    // When
    SnapshotListing listing = listing();

    // Then
    assertThat(sequences(listing)).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(listing.entries().get(0).damage()).get().asString().contains("mse");
    assertThat(listing.entries().get(1).damage()).get().asString().contains("not a number");
    assertThat(listing.entries().get(2).damage()).get().asString().contains("contentSha256");
    assertThat(listing.served().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void pinnedVersionInTheRing_isListedOnce_andServed() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    pin(2);

    // When
    SnapshotListing listing = listing();

    // Then
    assertThat(sequences(listing)).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    SnapshotEntry pinned = listing.entries().get(3);
    assertThat(pinned.inRing()).isTrue();
    assertThat(listing.isPinned(pinned)).isTrue();
    assertThat(listing.isKept(pinned)).isTrue();
    assertThat(listing.served()).contains(pinned);
    assertThat(listing.isPinned(listing.entries().get(0))).isFalse();
  }

  @Test
  void pinnedVersionThatHasLeftTheRing_isListedLast_alsoWhenItIsNotPinnedAnyMore() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    pin(2);
    history.subList(6, TAKEN).forEach(topics::add);

    // When
    SnapshotListing pinned = listing();
    topics.add(Directives.follow("test", Instant.EPOCH));
    SnapshotListing followed = listing();

    // Then
    assertThat(sequences(pinned)).hasSize(33).endsWith(8L, 2L);
    SnapshotEntry copy = pinned.entries().get(32);
    assertThat(copy.inRing()).isFalse();
    assertThat(pinned.served()).contains(copy);
    assertThat(followed.isPinned(copy)).isFalse();
    assertThat(followed.isKept(copy)).isTrue();
    assertThat(followed.served().orElseThrow().sequence()).isEqualTo(39);
  }

  @Test
  void pinWhoseRecordIsNotWhereItSays_servesNobody() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    long offset = topics.addPinned(history.get(2));
    topics.add(Directives.pin(history.get(2), offset + 2, Instant.EPOCH));

    // When
    SnapshotListing listing = listing();

    // Then
    assertThat(listing.served()).isEmpty();
    assertThat(listing.isPinned(listing.entries().get(3))).isTrue();
  }

  @Test
  void directivesThatScorersIgnore_areIgnored() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    pin(2);
    topics.addDirective(GARBAGE);
    topics.add(new Directive("test", DirectiveKind.OTHER, -1L, Instant.EPOCH, "", -1L));
    topics.add(new Directive("test", DirectiveKind.PIN, 3L, Instant.EPOCH, "", -1L));

    // When
    SnapshotListing listing = listing();

    // Then
    assertThat(listing.served().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void find_givesTheNewest_orTheVersion_withItsWeights() {
    // Given
    history.subList(0, 6).forEach(topics::add);

    // When
    Snapshot newest = read(NEWEST).require(Fixture.PIPELINE, NEWEST).snapshot();
    Snapshot third = read(version(3)).require(Fixture.PIPELINE, version(3)).snapshot();

    // Then
    assertThat(newest).isEqualTo(history.get(5));
    assertThat(third).isEqualTo(history.get(3));
  }

  @Test
  void find_givesTheVersionThatIsOnlyPinnedAnyMore() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    pin(2);
    history.subList(6, TAKEN).forEach(topics::add);
    topics.remove(4);

    // When
    StoredSnapshot found = read(version(2)).require(Fixture.PIPELINE, version(2));

    // Then
    assertThat(found.snapshot()).isEqualTo(history.get(2));
    assertThat(found.value()).isEqualTo(TopicsInMemory.encode(history.get(2)));
  }

  @Test
  void find_prefersTheSoundCopyOfADamagedVersion() {
    // Given
    topics.add(changed(2, s -> s.getParameters().put(5, (byte) 99)));
    topics.addPinned(history.get(2));

    // When
    StoredSnapshot found = read(version(2)).require(Fixture.PIPELINE, version(2));

    // Then
    assertThat(found.snapshot()).isEqualTo(history.get(2));
    assertThat(Pinning.sound(found)).isSameAs(found);
  }

  @Test
  void unknownVersion_isRefusedWithThoseThereAre() {
    // Given: the last has left the ring, though compaction has not come yet
    history.forEach(topics::add);

    // Then
    assertThatThrownBy(() -> read(version(7)).require(Fixture.PIPELINE, version(7)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("There is no version " + history.get(7).getVersion())
        .hasMessageContaining("there are " + history.get(39).getVersion() + ", ")
        .hasMessageEndingWith(", " + history.get(8).getVersion() + ".");
  }

  @Test
  void emptyTopic_saysThatThereIsNoSnapshotYet() {
    assertThat(listing().entries()).isEmpty();
    assertThat(listing().served()).isEmpty();
    assertThatThrownBy(() -> read(NEWEST).require(Fixture.PIPELINE, NEWEST))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no snapshot yet");
    assertThatThrownBy(() -> read(version(7)).require(Fixture.PIPELINE, version(7)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no snapshot yet");
  }

  @Test
  void damagedVersion_canNotBePinned() {
    // Given
    topics.add(changed(2, s -> s.getParameters().put(5, (byte) 99)));
    StoredSnapshot damaged = read(version(2)).require(Fixture.PIPELINE, version(2));

    // Then
    assertThatThrownBy(() -> Pinning.sound(damaged))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Version " + history.get(2).getVersion() + " is damaged")
        .hasMessageContaining("contentSha256");
  }

  @Test
  void chain_hasThePinnedCopyOnlyWhereTheRingHasNone() {
    // Given: a copy that is in the ring too, one that is not, and a damaged one
    history.subList(0, 6).forEach(topics::add);
    topics.remove(4);
    topics.addPinned(history.get(2));
    topics.addPinned(changed(3, s -> s.getParameters().put(5, (byte) 99)));
    topics.addPromoted(history.get(2));
    topics.addPromoted(changed(4, s -> s.getParameters().put(5, (byte) 99)));
    topics.add("test/6", null);
    topics.add("other/6", GARBAGE);

    // When
    SnapshotsRead read = read(NEWEST);

    // Then
    assertThat(read.chain())
        .containsExactlyElementsOf(
            history.subList(0, 6).stream().map(s -> ChainLink.of(s, Optional.empty())).toList());
    assertThat(read.unreadable()).isEmpty();
  }

  @Test
  void chain_goesOnThroughWhatTheRingHasPassed_whichNoCommandShows() {
    // Given
    history.forEach(topics::add);

    // When
    SnapshotsRead read = read(NEWEST);

    // Then
    assertThat(read.chain()).extracting(ChainLink::sequence).hasSize(TAKEN).startsWith(0L, 1L);
    assertThat(read.listing().entries()).hasSize(32);
  }

  @Test
  void recordOfTheRingThatIsNoSnapshot_isPassedOver_andTold() {
    // Given
    topics.add(SnapshotRing.key("test", 1), GARBAGE);
    topics.add(history.get(0));

    // When
    SnapshotsRead read = read(NEWEST);

    // Then
    assertThat(read.chain()).extracting(ChainLink::sequence).containsExactly(0L);
    assertThat(read.unreadable())
        .hasValueSatisfying(told -> assertThat(told).contains("offset 0", "is no snapshot"));
  }
}
