package dev.thalweg.snapshots.serving;

/** Which snapshots a scorer serves, unless a directive pins one. */
public enum Following {
  /** The newest of the ring. */
  NEWEST,
  /**
   * The one under {@code model/serving}, which the gate has promoted. As long as it has promoted
   * none, the newest: a scorer needs no gate to serve.
   */
  PROMOTED
}
