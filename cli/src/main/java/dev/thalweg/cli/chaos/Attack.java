package dev.thalweg.cli.chaos;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What can be done to a trainer, and how often it is chosen. */
enum Attack {
  /** kill -9, and started again at once. */
  KILL("kill -9", 60),
  /** kill -9, started again, and killed once more before it can have recovered. */
  KILL_TWICE("kill -9 twice", 8),
  /** kill -9 of both trainers at once. */
  KILL_BOTH("kill -9 both", 8),
  /** SIGTERM, and started again. */
  STOP("stop", 10),
  /** SIGSTOP until the other one has taken over, then SIGCONT: a zombie wakes. */
  FREEZE("freeze", 6),
  /** kill -9 of the broker, and started again. */
  BROKER_KILL("kill -9 broker", 4),
  /** The broker and the registry stopped in order, and started again. */
  BROKER_RESTART("restart broker", 4);

  private final String words;
  private final int weight;

  Attack(String words, int weight) {
    this.words = words;
    this.weight = weight;
  }

  /** What people call it. */
  String words() {
    return words;
  }

  /** How many times a process of the trainer's dies by it. */
  int kills() {
    return switch (this) {
      case KILL -> 1;
      case KILL_TWICE, KILL_BOTH -> 2;
      case STOP, FREEZE, BROKER_KILL, BROKER_RESTART -> 0;
    };
  }

  static Attack pick(SplittableRandom random) {
    int point = random.nextInt(Arrays.stream(values()).mapToInt(a -> a.weight).sum());
    for (Attack attack : values()) {
      point -= attack.weight;
      if (point < 0) {
        return attack;
      }
    }
    throw new IllegalStateException("the weights add up");
  }
}
