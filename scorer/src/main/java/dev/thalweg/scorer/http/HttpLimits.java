package dev.thalweg.scorer.http;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UserException;
import java.time.Duration;

/**
 * What a client may ask for, and how long it may take.
 *
 * @param bodyBytesMax of one request
 * @param bodyBytesInAllMax of all requests that are being read or answered, and of their answers
 * @param imagesPerRequestMax of one request, at most {@code queuedImagesMax}
 * @param queuedImagesMax images that wait to be scored
 * @param headerBytesMax of a request's line and headers
 * @param connectionsMax open ones; more wait to be accepted
 * @param requestTimeout from a request's headers to its answer; and for the headers themselves
 * @param idleTimeout of a connection on which nothing happens
 * @param drainTimeout for what is being answered when the service is stopped
 */
public record HttpLimits(
    int bodyBytesMax,
    long bodyBytesInAllMax,
    int imagesPerRequestMax,
    int queuedImagesMax,
    int headerBytesMax,
    int connectionsMax,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration drainTimeout) {

  /** 8 MiB bodies, 64 MiB of them in all, 1,024 images each, 4,096 waiting, 10 s. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          8 << 20,
          64L << 20,
          1_024,
          4_096,
          8 << 10,
          1_024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  private static final int ANSWER_NUMBERS_MAX = 1 << 20;
  private static final int BODY_MAX = 1 << 30;
  private static final int IMAGES_MAX = 1 << 20;

  public HttpLimits {
    within("body limit", bodyBytesMax, 1, BODY_MAX);
    within("limit of images in a request", imagesPerRequestMax, 1, IMAGES_MAX);
    within("limit of images that wait", queuedImagesMax, 1, IMAGES_MAX);
    within("request timeout in milliseconds", requestTimeout.toMillis(), 1, 3_600_000);
    within("idle timeout in milliseconds", idleTimeout.toMillis(), 1, 3_600_000);
    if (imagesPerRequestMax > queuedImagesMax) {
      throw new UserException(
          "A request of %d images would never find room in a queue of %d: let more wait."
              .formatted(imagesPerRequestMax, queuedImagesMax));
    }
  }

  /** Most images of a request for this network: fewer where an answer would be very long. */
  int imagesMax(Architecture architecture) {
    return Math.max(1, Math.min(imagesPerRequestMax, ANSWER_NUMBERS_MAX / architecture.classes()));
  }

  private static void within(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new UserException(
          "A %s of %d is not possible: give %d to %d.".formatted(what, value, min, max));
    }
  }

  /** With other bounds of a body; eight of the largest, at least, may be in hand at once. */
  public HttpLimits withBodyBytesMax(int bytes) {
    return new HttpLimits(
        bytes,
        Math.max(bodyBytesInAllMax, 8L * bytes),
        imagesPerRequestMax,
        queuedImagesMax,
        headerBytesMax,
        connectionsMax,
        requestTimeout,
        idleTimeout,
        drainTimeout);
  }

  /** With other bounds of images. */
  public HttpLimits withImages(int perRequestMax, int queuedMax) {
    return new HttpLimits(
        bodyBytesMax,
        bodyBytesInAllMax,
        perRequestMax,
        queuedMax,
        headerBytesMax,
        connectionsMax,
        requestTimeout,
        idleTimeout,
        drainTimeout);
  }

  /** With other times. */
  public HttpLimits withTimeouts(Duration request, Duration idle, Duration drain) {
    return new HttpLimits(
        bodyBytesMax,
        bodyBytesInAllMax,
        imagesPerRequestMax,
        queuedImagesMax,
        headerBytesMax,
        connectionsMax,
        request,
        idle,
        drain);
  }
}
