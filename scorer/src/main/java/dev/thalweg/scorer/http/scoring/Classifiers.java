package dev.thalweg.scorer.http.scoring;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A few classifiers with their native memory, by what they score: the current snapshot of a model,
 * or one version. The one that was not used for longest goes first. Confined to one thread.
 */
final class Classifiers implements AutoCloseable {
  private static final int KEPT_MAX = 8;

  /** As many as one network may have: 256 MiB of native memory. */
  private static final long PARAMETERS_MAX = Architecture.PARAMETERS_MAX;

  private record Kept(Architecture architecture, Classifier classifier) {}

  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /** The classifier of a target, made anew where its architecture is another than before. */
  Classifier get(String target, Architecture architecture) {
    Kept found = kept.get(target);
    if (found != null && found.architecture().equals(architecture)) {
      return found.classifier();
    }
    if (found != null) {
      kept.remove(target).classifier().close();
    }
    makeRoom(architecture.parameterCount());
    Classifier made = new Classifier(architecture, batchMax());
    kept.put(target, new Kept(architecture, made));
    return made;
  }

  /**
   * Most examples of one call; their memory is the caller's, a classifier goes through in tiles.
   */
  static int batchMax() {
    return Hyperparameters.BATCH_MAX;
  }

  private void makeRoom(long needed) {
    long parameters = needed;
    for (Kept one : kept.values()) {
      parameters += one.architecture().parameterCount();
    }
    Iterator<Kept> eldest = kept.values().iterator();
    while (eldest.hasNext() && (kept.size() >= KEPT_MAX || parameters > PARAMETERS_MAX)) {
      Kept one = eldest.next();
      parameters -= one.architecture().parameterCount();
      one.classifier().close();
      eldest.remove();
    }
  }

  @Override
  public void close() {
    kept.values().forEach(one -> one.classifier().close());
    kept.clear();
  }
}
