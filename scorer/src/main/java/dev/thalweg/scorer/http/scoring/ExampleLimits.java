package dev.thalweg.scorer.http.scoring;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UserException;

/**
 * How many examples may come.
 *
 * @param perRequestMax in one request, at most {@code queuedMax}
 * @param queuedMax that wait to be scored
 */
public record ExampleLimits(int perRequestMax, int queuedMax) {

  /** 1,024 in a request, 4,096 waiting. */
  public static final ExampleLimits DEFAULT = new ExampleLimits(1_024, 4_096);

  private static final int ANSWER_NUMBERS_MAX = 1 << 20;
  private static final int EXAMPLES_MAX = 1 << 20;

  public ExampleLimits {
    within("limit of examples in a request", perRequestMax);
    within("limit of examples that wait", queuedMax);
    if (perRequestMax > queuedMax) {
      throw new UserException(
          "A request of %d examples would never find room in a queue of %d: let more wait."
              .formatted(perRequestMax, queuedMax));
    }
  }

  private static void within(String what, int value) {
    if (value < 1 || value > EXAMPLES_MAX) {
      throw new UserException(
          "A %s of %d is not possible: give 1 to %d.".formatted(what, value, EXAMPLES_MAX));
    }
  }

  /** With a queue of another length; a request has no more examples than fit into it. */
  public ExampleLimits withQueuedMax(int queued) {
    return new ExampleLimits(Math.min(perRequestMax, queued), queued);
  }

  /** Most examples of a request for this network: fewer where an answer would be very long. */
  public int examplesMax(Architecture architecture) {
    return Math.max(1, Math.min(perRequestMax, ANSWER_NUMBERS_MAX / architecture.classes()));
  }
}
