package dev.thalweg.scorer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.CurrentModel;
import dev.thalweg.snapshots.serving.Following;
import dev.thalweg.snapshots.serving.SnapshotFollower;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Every model of a scorer, each with a follower of its own; as a catalog only those that are
 * answered with. Safe for any thread.
 */
final class FollowedModels implements ModelCatalog, AutoCloseable {
  private final ScorerConfig config;
  private final SchemaRegistry registry;
  private final List<FollowedModel> all = new ArrayList<>();
  private final Map<String, FollowedModel> answered = new LinkedHashMap<>();

  /** Opens nothing yet; the registry stays the caller's. */
  FollowedModels(ScorerConfig config, SchemaRegistry registry, Following following) {
    this.config = config;
    this.registry = registry;
    for (Pipeline pipeline : config.models().all()) {
      FollowedModel model =
          new FollowedModel(
              config.connection(), registry, pipeline, clientId(pipeline.model()), following);
      all.add(model);
      if (config.models().answered().contains(pipeline)) {
        answered.put(model.name(), model);
      }
    }
  }

  /** The names of Kafka clients are told apart by more than a number. */
  private String clientId(String model) {
    return model.equals(config.pipeline().model()) ? config.group() : config.group() + "-" + model;
  }

  /** What is served of the champion. */
  CurrentModel champion() {
    return all.get(0).current();
  }

  /**
   * What the next batch is scored with: the champion and all others that have a snapshot; empty as
   * long as the champion has none.
   */
  List<ServedModel> serving() {
    if (champion().get().isEmpty()) {
      return List.of();
    }
    List<ServedModel> serving = new ArrayList<>(all.size());
    for (FollowedModel model : all) {
      model.current().get().ifPresent(serving::add);
    }
    return serving;
  }

  /**
   * Follows, from now on; once only.
   *
   * @param ended told of each follower's end, with its failure or null
   */
  void start(Consumer<Throwable> ended) {
    List<SnapshotFollower> followers = new ArrayList<>();
    for (FollowedModel model : all) {
      SnapshotFollower follower = model.open(config.connection(), registry, clientId(model.name()));
      var unused = follower.completion().whenComplete((done, failure) -> ended.accept(failure));
      followers.add(follower);
    }
    followers.forEach(SnapshotFollower::start);
  }

  /** Snapshots of any model that are not served because something is wrong with them. */
  long snapshotsRefused() {
    return all.stream().mapToLong(FollowedModel::refused).sum();
  }

  @Override
  public List<String> names() {
    return List.copyOf(answered.keySet());
  }

  @Override
  public Optional<ServedModel> current(String name) {
    return find(name).flatMap(model -> model.current().get());
  }

  @Override
  public List<Long> versions(String name) {
    return find(name).map(FollowedModel::versions).orElse(List.of());
  }

  @Override
  public Optional<ServedModel> version(String name, long version) {
    return find(name).flatMap(model -> model.version(version));
  }

  private Optional<FollowedModel> find(String name) {
    return Optional.ofNullable(answered.get(name));
  }

  /** Asks every follower to end, without waiting. */
  void stop() {
    all.forEach(FollowedModel::stop);
  }

  /** Each within 4 s; as they were asked to end together, hardly longer than one. */
  @Override
  public void close() {
    stop();
    all.forEach(FollowedModel::close);
  }
}
