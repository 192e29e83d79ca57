package dev.thalweg.scorer.gate;

import dev.thalweg.snapshots.ServedModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots that were in service while the latest examples were labelled, which a candidate is
 * held against. Were it the one in service alone, a model that loses a little with each of many
 * snapshots, less than is tolerated, would pass every time. Confined to one thread.
 */
public final class InService {
  /** Of more than these the oldest and the latest are kept. */
  static final int KEPT_MAX = 8;

  private final List<Since> kept = new ArrayList<>();

  /**
   * A snapshot and when it went into service.
   *
   * @param labelled examples that had been labelled by then
   */
  private record Since(ServedModel model, long labelled) {}

  /**
   * Puts one into service, in the place of the one before.
   *
   * @param labelled examples that have been labelled so far; never fewer than at the last call
   */
  public void put(ServedModel model, long labelled) {
    kept.add(new Since(model, labelled));
    if (kept.size() > KEPT_MAX) {
      kept.remove(1);
    }
  }

  /**
   * Those that were in service while the latest examples were labelled, the present one last.
   *
   * @param labelled examples that have been labelled so far
   * @param latest how many of them count
   */
  public List<ServedModel> during(long labelled, int latest) {
    // One went out of service when the next one went into it.
    while (kept.size() > 1 && kept.get(1).labelled() <= labelled - latest) {
      kept.remove(0);
    }
    return kept.stream().map(Since::model).toList();
  }
}
