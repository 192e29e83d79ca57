package dev.thalweg.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.MergedSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundFiguresTest {
  private final List<Long> waits = new ArrayList<>();
  private final List<Long> roundTrips = new ArrayList<>();
  private long now;
  private final RoundFigures figures = new RoundFigures(() -> now);

  private static Merge merge(long number, int live, int... members) {
    return new Merge(
        number,
        live,
        Arrays.stream(members).mapToObj(member -> new MergeMember(member, 0L, "")).toList(),
        List.of(),
        List.of(),
        "",
        new MergedSnapshot(0L, -1L, 0L, "", ""),
        Instant.EPOCH);
  }

  @Test
  void roundTrip_isFromTheLastRoundToTheFirstWhoGoesOn() {
    // Given
    figures.tell(waits::add, roundTrips::add);

    // When
    now = 10;
    figures.sent(0);
    now = 25;
    figures.sent(1);
    figures.merged(merge(1, 2, 0, 1));
    now = 32;
    figures.adopted(1, 1);
    now = 40;
    figures.adopted(0, 1);

    // Then
    assertThat(waits).containsExactly(7L, 30L);
    assertThat(roundTrips).containsExactly(7L);
  }

  @Test
  void roundOfALearnerThatIsNotInTheMerge_doesNotCount() {
    // Given
    figures.tell(waits::add, roundTrips::add);
    now = 10;
    figures.sent(0);
    figures.merged(merge(1, 2, 0));
    now = 18;
    figures.sent(1);

    // When
    now = 20;
    figures.adopted(0, 1);

    // Then
    assertThat(roundTrips).containsExactly(10L);
  }

  @Test
  void learnerThatBeganWithAMerge_hasNotWaitedForIt() {
    // Given
    figures.tell(waits::add, roundTrips::add);

    // When
    figures.merged(merge(1, 2, 0));
    figures.adopted(0, 1);

    // Then
    assertThat(waits).isEmpty();
    assertThat(roundTrips).isEmpty();
  }

  @Test
  void merges_areCountedFromTheOneThatWasThere() {
    // Given
    assertThat(figures.members()).isNaN();
    assertThat(figures.live()).isNaN();
    figures.merged(merge(70, 3, 0, 1, 2));

    // When
    figures.merged(merge(71, 3, 0, 1, 2));
    figures.merged(merge(71, 3, 0, 1, 2));
    figures.merged(merge(73, 3, 0, 1));

    // Then
    assertThat(figures.merges()).isEqualTo(3);
    assertThat(figures.members()).isEqualTo(2);
    assertThat(figures.live()).isEqualTo(3);
  }
}
