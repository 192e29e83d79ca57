package dev.thalweg.cli;

/** Whether a person looks at what is printed. */
final class Terminal {
  private Terminal() {}

  /** From JDK 22 on this holds only under -Djdk.console=java.base, which bin/thalweg gives. */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isThere() {
    return System.console() != null;
  }
}
