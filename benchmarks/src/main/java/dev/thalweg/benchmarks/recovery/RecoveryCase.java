package dev.thalweg.benchmarks.recovery;

/** How a trainer ends, and who goes on. */
public enum RecoveryCase {
  KILLED("kill -9 between two commits, started again at once"),
  KILLED_IN_COMMIT("killed inside a commit, started again at once"),
  TERMINATED("SIGTERM, started again when it has ended"),
  TAKEN_OVER("kill -9, a standby takes over");

  private final String text;

  RecoveryCase(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
