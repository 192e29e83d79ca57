package dev.thalweg.scorer.models;

import dev.thalweg.snapshots.ServedModel;
import java.util.List;
import java.util.Optional;

/** The models that a scorer answers with, by name. Safe for any thread. */
public interface ModelCatalog {
  /** Of the models, in the order in which they were given; at least one. */
  List<String> names();

  /** What is served of a model now; empty when there is no such model, or no snapshot yet. */
  Optional<ServedModel> current(String name);

  /** The versions of a model that can be asked for now, ascending; empty when there are none. */
  List<Long> versions(String name);

  /** One of {@link #versions}; empty when it is not there, or no valid snapshot. */
  Optional<ServedModel> version(String name, long version);
}
