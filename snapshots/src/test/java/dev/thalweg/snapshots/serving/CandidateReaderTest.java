package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.StopSwitch;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidateReaderTest {
  private final SnapshotLog log = new SnapshotLog();
  private final CandidateReader reader =
      new CandidateReader(log, Fixture.REGISTRY, Fixture.PIPELINE, new StopSwitch());

  private static Optional<Long> sequence(Optional<ServedModel> model) {
    return model.map(ServedModel::sequence);
  }

  @Test
  void search_findsTheNewestAndThePromotedOne_behindWhatIsDamaged() {
    // Given
    log.add(Fixture.snapshot(0)).addPromoted(Fixture.snapshot(0));
    for (int sequence = 1; sequence < 20; sequence++) {
      log.add(Fixture.snapshot(sequence)).gap(1);
    }
    log.add("test/20", "no Avro at all".getBytes(UTF_8)).gap(1);

    // When
    boolean found = reader.search();

    // Then
    assertThat(found).isTrue();
    assertThat(sequence(reader.newest())).contains(19L);
    assertThat(sequence(reader.promoted())).contains(0L);
  }

  @Test
  void newestValue_isTheRecordByteForByte_foundByTheSearchOrFollowed() {
    // Given
    log.add(Fixture.snapshot(0)).gap(1).add(Fixture.snapshot(1)).gap(1);
    boolean unused = reader.search();
    Optional<byte[]> searched = reader.newestValue();

    // When: a repeat of an older one changes nothing
    log.add(Fixture.snapshot(2)).gap(1).add(Fixture.snapshot(1)).gap(1);
    reader.follow();

    // Then
    assertThat(searched).get().isEqualTo(Fixture.encode(Fixture.snapshot(1)));
    assertThat(reader.newestValue()).get().isEqualTo(Fixture.encode(Fixture.snapshot(2)));
  }

  @Test
  void newestValue_isEmpty_whenThereIsNoneOrCompactionHasRemovedIt() {
    // Given
    boolean unused = reader.search();
    Optional<byte[]> before = reader.newestValue();
    log.add(Fixture.snapshot(0)).gap(1);
    reader.follow();

    // When
    log.remove(0);

    // Then
    assertThat(before).isEmpty();
    assertThat(sequence(reader.newest())).contains(0L);
    assertThat(reader.newestValue()).isEmpty();
  }
}
