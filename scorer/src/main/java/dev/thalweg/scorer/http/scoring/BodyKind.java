package dev.thalweg.scorer.http.scoring;

import dev.thalweg.http.route.ProblemException;

/** What a body is by its first bytes, where it is not what is asked for. */
public final class BodyKind {
  private BodyKind() {}

  /**
   * Does nothing with what may be JSON.
   *
   * @throws ProblemException with what to do where it is packed, or a picture
   */
  public static void requireJson(byte[] body) {
    requireUnpacked(body);
    switch (start(body)) {
      case 0x8950, 0xffd8, 0x4749, 0x424d ->
          throw ProblemException.unsupported(
              "The body is a picture: POST it to /classify, or send its pixels here as JSON.");
      default -> {}
    }
  }

  /**
   * Does nothing with what is not packed, or was unpacked as its headers say.
   *
   * @throws ProblemException with what to do
   */
  public static void requireUnpacked(byte[] body) {
    switch (start(body)) {
      case 0x1f8b -> throw packed("gzip");
      case 0x7801, 0x785e, 0x789c, 0x78da -> throw packed("deflate");
      default -> {}
    }
  }

  private static ProblemException packed(String how) {
    return ProblemException.unsupported(
        "The body is packed with %1$s: say so with \"Content-Encoding: %1$s\".".formatted(how));
  }

  private static int start(byte[] body) {
    return body.length < 2 ? 0 : ((body[0] & 0xff) << 8) | (body[1] & 0xff);
  }
}
