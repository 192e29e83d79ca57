package dev.thalweg.cli.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.SnapshotListing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SnapshotTableTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

  private static final SnapshotEntry OLD = entry(3, 9, false, Optional.empty());
  private static final SnapshotEntry SOUND = entry(38, 38, true, Optional.empty());
  private static final SnapshotEntry DAMAGED = entry(39, 39, true, Optional.of("it is torn"));
  private static final List<SnapshotEntry> ENTRIES = List.of(DAMAGED, SOUND, OLD);

  private static SnapshotEntry entry(
      long sequence, long offset, boolean inRing, Optional<String> damage) {
    return entry(sequence, offset, inRing, OptionalDouble.empty(), damage);
  }

  private static SnapshotEntry entry(
      long sequence, long offset, boolean inRing, OptionalDouble error, Optional<String> damage) {
    return new SnapshotEntry(
        sequence,
        1_000 * sequence,
        30 * sequence,
        0.5,
        0.90625,
        error,
        NOW.minusSeconds(10 * (40 - sequence)),
        "%02d".formatted(sequence).repeat(32),
        sequence == 3 ? "" : "%02d".formatted(sequence - 1).repeat(32),
        "28x28 dense(10,softmax) cross_entropy of UINT8",
        offset,
        inRing,
        damage);
  }

  private static Directive pin(SnapshotEntry entry, long offset) {
    return new Directive(
        "digits",
        DirectiveKind.PIN,
        entry.version(),
        NOW.minusSeconds(7_300),
        entry.sha256(),
        offset);
  }

  private static SnapshotTable table(Directive directive, long passedOver) {
    return new SnapshotTable(
        new SnapshotListing(
            ENTRIES,
            Optional.of(OLD),
            Optional.empty(),
            Optional.ofNullable(directive),
            passedOver),
        NOW);
  }

  @Test
  void lines_areAlignedAndMarked_whenScorersFollow() {
    assertThat(table(null, 0).lines())
        .containsExactly(
            "SEQUENCE       VERSION        STEP  ACCURACY       LOSS     AGE  SHA256        PARENT"
                + "        MARKS",
            "      39         39000        1170   90.63 %     0.5000    10 s  393939393939"
                + "  383838383838  damaged",
            "      38         38000        1140   90.63 %     0.5000    20 s  383838383838"
                + "  373737373737  serving",
            "       3          3000          90   90.63 %     0.5000   6 min  030303030303"
                + "  -             kept",
            "Scorers follow the newest snapshot.");
  }

  @Test
  void lines_ofNumbers_haveTheErrorInPlaceOfTheAccuracy() throws Exception {
    // Given
    SnapshotEntry priced = entry(38, 38, true, OptionalDouble.of(0.0123456), Optional.empty());
    SnapshotTable table =
        new SnapshotTable(
            new SnapshotListing(
                List.of(priced), Optional.empty(), Optional.empty(), Optional.empty(), 0),
            NOW);
    // When
    List<String> lines = table.lines();
    // Then
    assertThat(lines.get(0))
        .startsWith("SEQUENCE       VERSION        STEP       MAE       LOSS     AGE");
    assertThat(lines.get(1))
        .startsWith("      38         38000        1140   0.01235     0.5000    20 s");
    assertThat(new ObjectMapper().readTree(table.json().get(0)).get("error").asDouble())
        .isEqualTo(0.0123456);
  }

  @Test
  void pinnedVersion_isMarkedAsServed() {
    List<String> lines = table(pin(OLD, 9), 0).lines();

    assertThat(lines.get(2)).endsWith("373737373737");
    assertThat(lines.get(3)).endsWith("serving, pinned");
    assertThat(lines.get(4)).isEqualTo("Version 3000 was pinned 2 h ago: scorers serve it.");
  }

  @Test
  void pinThatCanNotBeObeyed_isSaid() {
    List<String> lines = table(pin(OLD, 8), 0).lines();

    assertThat(lines.get(3)).endsWith("  pinned").doesNotContain("serving");
    assertThat(lines.get(4)).contains("not where the directive says").contains("Pin a version");
  }

  @Test
  void promotedVersion_isMarkedAsServed_unlessAnotherIsPinned() {
    // When
    List<String> followed = promoted(null).lines();
    List<String> pinned = promoted(pin(OLD, 9)).lines();

    // Then: not the newest sound one
    assertThat(followed.get(2)).endsWith("373737373737");
    assertThat(followed.get(3)).endsWith("serving, kept, promoted");
    assertThat(followed.get(4)).contains("follow the promoted snapshot", "--gate off the newest");
    assertThat(pinned.get(3)).endsWith("serving, pinned, promoted");
    assertThat(promoted(null).json().get(2)).contains("\"promoted\":true");
  }

  private static SnapshotTable promoted(Directive directive) {
    return new SnapshotTable(
        new SnapshotListing(
            ENTRIES, Optional.of(OLD), Optional.of(OLD), Optional.ofNullable(directive), 0),
        NOW);
  }

  @Test
  void json_isAnObjectForEach_withWholeHashes() throws Exception {
    // When
    List<String> lines = table(pin(OLD, 9), 0).json();

    // Then
    assertThat(lines).hasSize(3);
    JsonNode old = new ObjectMapper().readTree(lines.get(2));
    assertThat(old.get("sequence").asLong()).isEqualTo(3);
    assertThat(old.get("version").asLong()).isEqualTo(3_000);
    assertThat(old.get("sha256").asText()).isEqualTo("03".repeat(32));
    assertThat(old.get("parentSha256").asText()).isEmpty();
    assertThat(old.get("trainedAt").asText()).isEqualTo("2023-11-14T22:07:10Z");
    assertThat(old.get("serving").asBoolean()).isTrue();
    assertThat(old.get("pinned").asBoolean()).isTrue();
    assertThat(old.get("inRing").asBoolean()).isFalse();
    assertThat(old.get("damage").isNull()).isTrue();
    JsonNode damaged = new ObjectMapper().readTree(lines.get(0));
    assertThat(damaged.get("damage").asText()).isEqualTo("it is torn");
    assertThat(damaged.get("serving").asBoolean()).isFalse();
  }

  @Test
  void remarks_tellOfRecordsThatWerePassedOver_andOfAnEmptyTopic() {
    assertThat(table(null, 0).remarks()).isEmpty();
    assertThat(table(null, 3).remarks())
        .containsExactly(
            "Passed over 3 records of the topic that are not snapshots of this model.");
    SnapshotListing empty =
        new SnapshotListing(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
    SnapshotTable table = new SnapshotTable(empty, NOW);
    assertThat(table.lines()).containsExactly("Scorers follow the newest snapshot.");
    assertThat(table.json()).isEmpty();
    assertThat(table.remarks()).singleElement().asString().contains("no snapshot yet");
  }

  @Test
  void age_isInTheLargestUnitOfWhichThereAreTwo() {
    assertThat(Printable.age(NOW.minusSeconds(119), NOW)).isEqualTo("119 s");
    assertThat(Printable.age(NOW.minusSeconds(120), NOW)).isEqualTo("2 min");
    assertThat(Printable.age(NOW.minusSeconds(7_199), NOW)).isEqualTo("119 min");
    assertThat(Printable.age(NOW.minusSeconds(7_200), NOW)).isEqualTo("2 h");
    assertThat(Printable.age(NOW.minusSeconds(172_800), NOW)).isEqualTo("2 d");
    assertThat(Printable.age(NOW.plusSeconds(5), NOW)).isEqualTo("0 s");
    assertThat(Printable.age(Instant.ofEpochMilli(Long.MIN_VALUE), NOW)).endsWith(" d");
    assertThat(Printable.age(Instant.ofEpochMilli(Long.MAX_VALUE), NOW)).isEqualTo("0 s");
  }
}
