package dev.thalweg.snapshots;

import java.util.Locale;

/** A readable record that is not taken. The message is the reason, in one sentence. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedException(String reason) {
    super(reason);
  }

  /** The reason as a part of another sentence: it may quote the record, so only what prints. */
  public String reason() {
    String text = getMessage().replaceAll("\\p{Cc}", "?").replaceFirst("\\.$", "");
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
