package dev.thalweg.scorer.mapping;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.ServedModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The mappings of snapshots, each read once as long as it is used. Safe for any thread. */
public final class ServedMappings {
  private static final int KEPT_MAX = 32;

  private final Consumer<String> unreadable;
  private final Map<Key, Optional<ModelMapping>> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String text, Architecture architecture, Datatype datatype) {}

  /**
   * @param unreadable told once why a snapshot's mapping is not used, in a sentence
   */
  public ServedMappings(Consumer<String> unreadable) {
    this.unreadable = unreadable;
  }

  /** That of a snapshot; empty if it has none that can be used. */
  public synchronized Optional<ModelMapping> of(ServedModel model) {
    if (model.mapping().isEmpty()) {
      return Optional.empty();
    }
    Key key = new Key(model.mapping(), model.architecture(), model.datatype());
    Optional<ModelMapping> found = kept.get(key);
    if (found == null) {
      found = parsed(model);
      kept.put(key, found);
      if (kept.size() > KEPT_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return found;
  }

  /** Whether a snapshot's model learned by this mapping. */
  public boolean isSame(ServedModel model, Mapping mapping) {
    return of(model).map(ModelMapping::sha256).equals(Optional.of(mapping.sha256()));
  }

  /**
   * Returns if a snapshot's model learned by this mapping.
   *
   * @throws UserException if not
   */
  public void requireSame(ServedModel model, Mapping mapping) {
    Optional<String> sha256 = of(model).map(ModelMapping::sha256);
    if (sha256.isEmpty()) {
      throw new UserException(
          ("Model %s was trained without a mapping, so records mean nothing to it: train it by"
                  + " thalweg train --mapping FILE, or leave --mapping out.")
              .formatted(model.model()));
    }
    if (!sha256.get().equals(mapping.sha256())) {
      throw new UserException(
          ("Model %s learned by the mapping %.12s and the file is %.12s, in features or target:"
                  + " give the file that it was trained by.")
              .formatted(model.model(), sha256.get(), mapping.sha256()));
    }
  }

  /** Whatever the text is, it ends neither a request nor the scorer. */
  private Optional<ModelMapping> parsed(ServedModel model) {
    try {
      return Optional.of(
          ModelMapping.parse(model.mapping(), model.architecture(), model.datatype()));
    } catch (RuntimeException e) {
      unreadable.accept("%s goes without names: %s".formatted(model, e.getMessage()));
      return Optional.empty();
    }
  }
}
