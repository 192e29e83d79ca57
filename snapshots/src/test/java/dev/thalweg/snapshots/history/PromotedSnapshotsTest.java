package dev.thalweg.snapshots.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.directive.Directives;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gate has promoted, as the commands see it. */
class PromotedSnapshotsTest {
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
    return read(OptionalLong.empty()).listing();
  }

  private static List<Long> sequences(SnapshotListing listing) {
    return listing.entries().stream().map(SnapshotEntry::sequence).toList();
  }

  @Test
  void promotedVersion_isServed_alsoWhenItHasLeftTheRing_unlessOneIsPinned() {
    // Given
    history.subList(0, 6).forEach(topics::add);
    topics.addPromoted(history.get(1));
    topics.addPromoted(history.get(3));
    SnapshotListing inRing = listing();
    history.subList(6, TAKEN).forEach(topics::add);

    // When
    SnapshotListing passed = listing();
    topics.add(Directives.pin(history.get(2), topics.addPinned(history.get(2)), Instant.EPOCH));
    SnapshotListing pinned = listing();

    // Then
    assertThat(sequences(inRing)).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(inRing.served()).contains(inRing.entries().get(2));
    assertThat(inRing.isPromoted(inRing.entries().get(2))).isTrue();
    assertThat(inRing.isPromoted(inRing.entries().get(4))).isFalse();
    assertThat(inRing.passedOver()).isZero();
    assertThat(sequences(passed)).hasSize(33).endsWith(8L, 3L);
    assertThat(passed.served().orElseThrow().sequence()).isEqualTo(3);
    assertThat(sequences(pinned)).hasSize(34).endsWith(8L, 3L, 2L);
    assertThat(pinned.served().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void damagedPromotion_isNotServed_butTheNewestIs() {
    // Given
    history.subList(0, 3).forEach(topics::add);
    Snapshot torn = Snapshot.newBuilder(history.get(1)).build();
    torn.getParameters().put(5, (byte) 99);
    topics.addPromoted(torn);

    // Then
    assertThat(listing().served().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void find_givesTheVersionThatIsOnlyPromotedAnyMore() {
    // Given
    topics.addPromoted(history.get(2));
    history.subList(3, TAKEN).forEach(topics::add);

    // When
    OptionalLong version = OptionalLong.of(history.get(2).getVersion());
    StoredSnapshot found = read(version).require(Fixture.PIPELINE, version);

    // Then
    assertThat(found.value()).isEqualTo(TopicsInMemory.encode(history.get(2)));
  }
}
