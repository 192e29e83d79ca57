package dev.thalweg.snapshots;

import dev.thalweg.schemas.text.Shown;
import java.util.Locale;

/** A readable record that is not taken. The message is the reason, in one sentence. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * What was wrong.
   *
   * @param reason may quote the record; only what prints is kept
   */
  public RefusedException(String reason) {
    super(Shown.text(reason));
  }

  /** The reason as a part of another sentence. */
  public String reason() {
    String text = getMessage().replaceFirst("\\.$", "");
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
