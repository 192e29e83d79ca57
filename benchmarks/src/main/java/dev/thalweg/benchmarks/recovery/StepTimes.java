package dev.thalweg.benchmarks.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps that a pipeline's trainers took, in the order of the log; for several threads. */
public final class StepTimes {
  private final List<Taken> taken = new ArrayList<>();

  /**
   * One step.
   *
   * @param trainedAtMs when the trainer took it, by the wall clock
   * @param seenAtMs when it was read
   */
  public record Taken(long step, long trainedAtMs, long seenAtMs) {}

  public synchronized void add(Taken step) {
    taken.add(step);
  }

  /** The last step so far; 0 for none. */
  public synchronized long last() {
    return taken.isEmpty() ? 0 : taken.get(taken.size() - 1).step();
  }

  /**
   * The first step that none had taken before: not one that a dead trainer had taken and its
   * successor repeats.
   *
   * @param diedAtMs after the dead trainer's last step, before its successor's first
   */
  public synchronized Optional<Taken> firstNewAfter(long diedAtMs) {
    long before = 0;
    for (Taken step : taken) {
      if (step.trainedAtMs() <= diedAtMs) {
        before = Math.max(before, step.step());
      } else if (step.step() > before) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  /** When a step was first read, by its number. */
  public synchronized Optional<Taken> first(long step) {
    return taken.stream().filter(one -> one.step() == step).findFirst();
  }

  /** Forgets them all. */
  synchronized void clear() {
    taken.clear();
  }
}
