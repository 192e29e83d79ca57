package dev.thalweg.mapping.field;

import dev.thalweg.schemas.text.Shown;

/** A record's field does not have what the mapping asks for. The message is a sentence. */
public final class MappingException extends Exception {
  private final String field;
  private final String reason;

  /**
   * A field and what is wrong with it.
   *
   * @param reason the rest of the sentence, such as {@code is missing}
   */
  public MappingException(String field, String reason) {
    super("The field %s %s.".formatted(Shown.text(field, 120), Shown.text(reason)));
    this.field = field;
    this.reason = Shown.text(reason);
  }

  /** The field's path. */
  public String field() {
    return field;
  }

  /** What is wrong, such as {@code is missing} or {@code has "abc", which is not a number}. */
  public String reason() {
    return reason;
  }
}
