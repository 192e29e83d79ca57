package dev.thalweg.cli.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each attack was made. */
final class AttackCounts {
  private final Map<Attack, Integer> counts = new EnumMap<>(Attack.class);

  public void add(Attack attack) {
    counts.merge(attack, 1, Integer::sum);
  }

  /** How often a process of the trainer's was killed with -9. */
  int kills() {
    return counts.entrySet().stream().mapToInt(e -> e.getKey().kills() * e.getValue()).sum();
  }

  /** Such as {@code 9 x kill -9, 2 x freeze}. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " x " + entry.getKey().words())
        .collect(Collectors.joining(", "));
  }
}
