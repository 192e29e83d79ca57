package dev.thalweg.trainer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotCadenceTest {
  private static final int SIZE = 32;

  /** The versions of the snapshots until a number of samples, of steps of 32. */
  private static List<Long> versions(long every, long restart, long samples) {
    SnapshotCadence cadence = new SnapshotCadence(every);
    return LongStream.iterate(SIZE, n -> n <= samples, n -> n + SIZE)
        .filter(
            n ->
                cadence.isDue(
                    n,
                    restart < 0 || n <= restart
                        ? OptionalLong.empty()
                        : OptionalLong.of(n - restart),
                    SIZE))
        .boxed()
        .toList();
  }

  @Test
  void withoutRestart_theFirstStepThatReachesAMultiple() {
    assertThat(versions(100, -1, 320)).containsExactly(128L, 224L, 320L);
    assertThat(versions(32, -1, 96)).containsExactly(32L, 64L, 96L);
  }

  @Test
  void distanceBelowAStep_isEveryStep() {
    assertThat(versions(1, 64, 160)).containsExactly(32L, 64L, 96L, 128L, 160L);
  }

  @Test
  void restart_isFollowedAtOnceAndAfterAnEighthAQuarterAndHalf() {
    // 250, 500 and 1,000 after it; then the multiples as ever
    assertThat(versions(2_000, 3_200, 6_016))
        .containsExactly(2_016L, 3_232L, 3_456L, 3_712L, 4_000L, 4_224L, 6_016L);
  }

  @Test
  void restartRightBeforeAMultiple_isOneSnapshot() {
    assertThat(versions(2_000, 3_968, 4_000)).containsExactly(2_016L, 4_000L);
  }
}
