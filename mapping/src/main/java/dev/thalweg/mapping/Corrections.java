package dev.thalweg.mapping;

/** What becomes of a label whose example has had one already. */
public enum Corrections {
  /** It is counted. */
  COUNT,
  /** It becomes a sample too. */
  LEARN;

  /** Its name in a file. */
  public String text() {
    return switch (this) {
      case COUNT -> "count";
      case LEARN -> "learn";
    };
  }
}
