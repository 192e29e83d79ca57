package dev.thalweg.trainer.guarantee;

import java.util.List;

/** A promise of the trainer's that can be checked after the fact, whatever crashed on the way. */
public interface Guarantee {

  /** Its name: that of its class. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** What it promises, in one sentence for people. */
  String promise();

  /**
   * Where it was broken, a sentence each; empty when it was kept.
   *
   * @param live what the trainer left behind
   * @param undisturbed what the same log gives without interruption
   */
  List<String> violations(Observed live, Observed undisturbed);
}
