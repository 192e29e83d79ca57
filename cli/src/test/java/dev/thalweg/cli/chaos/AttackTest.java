package dev.thalweg.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttackTest {

  @Test
  void everyAttack_isPicked_andMostOfThemKill() {
    // When
    SplittableRandom random = new SplittableRandom(1);
    Map<Attack, Integer> picked = new EnumMap<>(Attack.class);
    for (int i = 0; i < 10_000; i++) {
      picked.merge(Attack.pick(random), 1, Integer::sum);
    }

    // Then
    assertThat(picked).containsOnlyKeys(Attack.values());
    assertThat(picked.get(Attack.KILL)).isBetween(5_800, 6_200);
    assertThat(picked.get(Attack.BROKER_KILL)).isBetween(300, 500);
  }

  @Test
  void sameSeed_picksTheSame() {
    assertThat(picks(7)).isEqualTo(picks(7)).isNotEqualTo(picks(8));
  }

  private static List<Attack> picks(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, 50).mapToObj(i -> Attack.pick(random)).toList();
  }

  @Test
  void counts_areOfAttacksAndTheProcessesTheyKill() {
    // When
    AttackCounts counts = new AttackCounts();
    counts.add(Attack.FREEZE);
    counts.add(Attack.KILL);
    counts.add(Attack.KILL);
    counts.add(Attack.KILL_BOTH);

    // Then
    assertThat(counts).hasToString("2 x kill -9, 1 x kill -9 both, 1 x freeze");
    assertThat(counts.kills()).isEqualTo(4);
  }
}
