package dev.thalweg.scorer.http.models;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The models by what a request names. The current snapshot is at hand; other versions are read from
 * the ring on a thread of their own, and the latest few are kept for a minute.
 */
public final class NamedModels implements AutoCloseable {
  private static final int READS_WAITING_MAX = 64;
  private static final int KEPT_MAX = 8;
  private static final long KEPT_PARAMETERS_MAX = Architecture.PARAMETERS_MAX;
  private static final Duration KEPT_FOR = Duration.ofMinutes(1);
  private static final int SHOWN_CHARS_MAX = 64;

  private record Kept(ServedModel model, long untilNanos) {}

  private final ModelCatalog catalog;
  private final BoundedWork reads = new BoundedWork("http-versions", 1, READS_WAITING_MAX);
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  public NamedModels(ModelCatalog catalog) {
    this.catalog = catalog;
  }

  public List<String> names() {
    return catalog.names();
  }

  /** The first one. */
  public String defaultName() {
    return catalog.names().get(0);
  }

  /** Whether every model has a snapshot to serve. */
  public boolean ready() {
    return catalog.names().stream().allMatch(name -> catalog.current(name).isPresent());
  }

  /** The name itself, of a model that is there. */
  String require(String name) {
    if (!catalog.names().contains(name)) {
      throw ProblemException.notFound(
          "There is no model \"%s\"; there is %s."
              .formatted(shown(name), String.join(", ", catalog.names())));
    }
    return name;
  }

  /** What is served of a model. */
  public ServedModel current(String name) {
    return catalog.current(require(name)).orElseThrow(() -> notReady(name));
  }

  public static ProblemException notReady(String name) {
    return ProblemException.unavailable("Model %s has no snapshot yet.".formatted(name));
  }

  public static ProblemException otherExamples(ServedModel model) {
    return ProblemException.malformed("The model takes examples of %s.".formatted(model.format()));
  }

  /**
   * Returns if the snapshot that scored has the mapping of the one by which names were read.
   *
   * @throws ProblemException if another model took its place in between
   */
  public static void requireSameMapping(ServedModel read, ServedModel scored) {
    if (!read.mapping().equals(scored.mapping())) {
      throw ProblemException.unavailable(
          "Model %s was replaced by one of another mapping just now: send the request again."
              .formatted(read.model()));
    }
  }

  /** The versions that a model can be asked for, ascending. */
  public CompletableFuture<List<Long>> versions(String name) {
    require(name);
    return reads.submit(() -> catalog.versions(name));
  }

  /** One version of a model; fails with a problem that names those there are. */
  public CompletableFuture<ServedModel> version(String name, String version) {
    Optional<ServedModel> current = catalog.current(require(name));
    if (current.isPresent() && Long.toString(current.get().version()).equals(version)) {
      return CompletableFuture.completedFuture(current.get());
    }
    Optional<ServedModel> found = kept(name + "/" + version);
    return found
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> reads.submit(() -> read(name, version)));
  }

  private ServedModel read(String name, String version) {
    Optional<ServedModel> model =
        version.matches("0|[1-9][0-9]{0,17}")
            ? catalog.version(name, Long.parseLong(version))
            : Optional.empty();
    if (model.isEmpty()) {
      String there =
          catalog.versions(name).stream().map(String::valueOf).collect(Collectors.joining(", "));
      throw ProblemException.notFound(
          "There is no version %s of %s; there is %s."
              .formatted(shown(version), name, there.isEmpty() ? "none" : there));
    }
    keep(name + "/" + version, model.get());
    return model.get();
  }

  private synchronized Optional<ServedModel> kept(String key) {
    Kept found = kept.get(key);
    return found == null || System.nanoTime() - found.untilNanos() > 0
        ? Optional.empty()
        : Optional.of(found.model());
  }

  private synchronized void keep(String key, ServedModel model) {
    kept.remove(key);
    kept.put(key, new Kept(model, System.nanoTime() + KEPT_FOR.toNanos()));
    while (kept.size() > 1 && (kept.size() > KEPT_MAX || parameters() > KEPT_PARAMETERS_MAX)) {
      kept.remove(kept.keySet().iterator().next());
    }
  }

  private long parameters() {
    return kept.values().stream().mapToLong(one -> one.model().parameters().length()).sum();
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "...";
  }

  @Override
  public void close() {
    reads.close();
  }
}
