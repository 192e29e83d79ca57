package dev.thalweg.trainer.fold;

import dev.thalweg.model.experience.Experience;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.schemas.UserException;

/** Whether a process has the heap that a large model takes, which is known before it learns. */
public final class LearnerMemory {
  /** Kafka's clients, code, and what samples take on their way. */
  private static final long OTHERS_BYTES = 128 << 20;

  /** A snapshot's weights, and their bytes. */
  private static final int OF_A_SNAPSHOT = 2;

  /**
   * Of several learners two each of the base, a round, its bytes, a merge's parts, the weights that
   * are made of them, and the two merges that are kept.
   */
  private static final int OF_A_ROUND = 14;

  private LearnerMemory() {}

  /**
   * Refuses a model that one learner could not hold.
   *
   * @param heapBytes what the process may use at most
   * @throws UserException with what it needs
   */
  public static void require(LearnerConfig config, long heapBytes) {
    long needed = needed(config);
    if (config.isParted() && needed > heapBytes) {
      throw new UserException(
          ("The network \"%s\" has %,d parameters, and to learn them takes about %,d MB of heap; this"
                  + " process has %,d MB: start it with JAVA_OPTS=-Xmx%dm, or use fewer units.")
              .formatted(
                  config.architecture().text(),
                  config.architecture().parameterCount(),
                  needed >> 20,
                  heapBytes >> 20,
                  (needed + needed / 8) >> 20));
    }
  }

  /** Parameters, gradient, moments and average, and what is made of them for a moment. */
  static long needed(LearnerConfig config) {
    Hyperparameters learning = config.hyperparameters();
    int state =
        1 + learning.optimizer().update(0).moments().size() + (learning.emaSamples() > 0 ? 1 : 0);
    int kept = Experience.isAskedFor(learning) ? state : 0;
    int shared = config.rounds().areShared() ? OF_A_ROUND : 0;
    long vectors = state + 1L + kept + shared + OF_A_SNAPSHOT;
    return vectors * Float.BYTES * config.architecture().parameterCount() + OTHERS_BYTES;
  }
}
