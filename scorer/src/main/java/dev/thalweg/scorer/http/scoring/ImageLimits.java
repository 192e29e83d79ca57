package dev.thalweg.scorer.http.scoring;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UserException;

/**
 * How many images may come.
 *
 * @param perRequestMax in one request, at most {@code queuedMax}
 * @param queuedMax that wait to be scored
 */
public record ImageLimits(int perRequestMax, int queuedMax) {

  /** 1,024 in a request, 4,096 waiting. */
  public static final ImageLimits DEFAULT = new ImageLimits(1_024, 4_096);

  private static final int ANSWER_NUMBERS_MAX = 1 << 20;
  private static final int IMAGES_MAX = 1 << 20;

  public ImageLimits {
    within("limit of images in a request", perRequestMax);
    within("limit of images that wait", queuedMax);
    if (perRequestMax > queuedMax) {
      throw new UserException(
          "A request of %d images would never find room in a queue of %d: let more wait."
              .formatted(perRequestMax, queuedMax));
    }
  }

  private static void within(String what, int value) {
    if (value < 1 || value > IMAGES_MAX) {
      throw new UserException(
          "A %s of %d is not possible: give 1 to %d.".formatted(what, value, IMAGES_MAX));
    }
  }

  /** With a queue of another length; a request has no more images than fit into it. */
  public ImageLimits withQueuedMax(int queued) {
    return new ImageLimits(Math.min(perRequestMax, queued), queued);
  }

  /** Most images of a request for this network: fewer where an answer would be very long. */
  public int imagesMax(Architecture architecture) {
    return Math.max(1, Math.min(perRequestMax, ANSWER_NUMBERS_MAX / architecture.classes()));
  }
}
