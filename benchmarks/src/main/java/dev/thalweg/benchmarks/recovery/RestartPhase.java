package dev.thalweg.benchmarks.recovery;

/**
 * What a trainer that is started again does, one after the other, until it takes a step. Each ends
 * with a line that it logs with {@code --verbose}, but for the last.
 */
public enum RestartPhase {
  PROCESS("Java starts, loads its classes and reads the command line", "AdminClientConfig values"),
  TOPICS("topics and schemas are looked up, rights and the group's offsets", "Streams version"),
  GROUP("Kafka's clients start and join the group", "Successfully synced group"),
  TRANSACTION("the dead trainer's transaction is ended", "ProducerId set to"),
  STATE("the state is read", "Finished restoring changelog"),
  FOLD("what was learned after the state is learned again", "Restored and ready to run"),
  STEP("samples come, and the first new step is taken", "");

  /** Beside the first two, on a thread of its own. */
  static final String NATIVE_LOADED = "Backend build information";

  private final String text;
  private final String ending;

  RestartPhase(String text, String ending) {
    this.text = text;
    this.ending = ending;
  }

  public String text() {
    return text;
  }

  /** Part of the line that it ends with. */
  String ending() {
    return ending;
  }
}
