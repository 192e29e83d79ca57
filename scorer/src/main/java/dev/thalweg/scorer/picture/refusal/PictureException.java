package dev.thalweg.scorer.picture.refusal;

/**
 * A picture that can't be made an input. The message is one sentence, safe to show to the sender;
 * the cause, if there is one, is for the operator's eyes only.
 */
public final class PictureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Kind {
    /** Not one of the formats that are read, or a variant of one that is not. */
    UNSUPPORTED,
    /** More bytes, pixels or work than the limits allow. */
    TOO_LARGE,
    /** Broken, cut short, or without anything drawn on it. */
    MALFORMED
  }

  private final Kind kind;

  private PictureException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public static PictureException unsupported(String message) {
    return new PictureException(Kind.UNSUPPORTED, message, null);
  }

  public static PictureException tooLarge(String message) {
    return new PictureException(Kind.TOO_LARGE, message, null);
  }

  public static PictureException malformed(String message) {
    return new PictureException(Kind.MALFORMED, message, null);
  }

  public static PictureException malformed(String message, Throwable cause) {
    return new PictureException(Kind.MALFORMED, message, cause);
  }

  public static PictureException cutShort() {
    return malformed("The picture ends before it is complete: send the whole file.");
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }
}
