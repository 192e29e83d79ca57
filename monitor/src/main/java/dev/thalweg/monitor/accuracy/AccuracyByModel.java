package dev.thalweg.monitor.accuracy;

import dev.thalweg.schemas.avro.WindowAccuracy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The accuracy of all models. Each change is written through to the store; what is on the heap is
 * built from it at the start.
 */
public final class AccuracyByModel {
  /**
   * A pipeline has one model, which always has a place, and some that compete with it: of these the
   * one goes that has had the least traffic.
   */
  private static final int MODELS_MAX = 16;

  private final KeyValueStore<String, byte[]> store;
  private final AccuracyConfig config;
  private final Map<String, ModelAccuracy> models = new TreeMap<>();
  private long arrivals;

  public AccuracyByModel(KeyValueStore<String, byte[]> store, AccuracyConfig config) {
    this.store = store;
    this.config = config;
    List<String> outdated = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        String[] parts = entry.key.split("/", 3); // scope, number, model
        if (!model(parts[2]).load(parts[0], parts[1], entry.value)) {
          outdated.add(entry.key);
        }
      }
    }
    outdated.forEach(store::delete);
    models.values().forEach(m -> arrivals = Math.max(arrivals, m.traffic().at()));
  }

  /**
   * Adds a cell's tally.
   *
   * @param nowMs how far the stream has come in its own time
   * @param closing is told, before, what has changed, if it begins a new window
   */
  public void add(CellTally added, long nowMs, Consumer<WindowAccuracy> closing) {
    arrivals += added.tally().scored();
    ModelAccuracy model = model(added.cell().model());
    if (model.closesWindow(added)) {
      model.tellChanged(closing);
    }
    model.add(added, arrivals, nowMs);
    dropSurplus(added.cell().model());
  }

  /** Hands over every accuracy that has changed since the last time. */
  public void tellChanged(Consumer<WindowAccuracy> each) {
    models.values().forEach(model -> model.tellChanged(each));
  }

  private ModelAccuracy model(String name) {
    return models.computeIfAbsent(name, n -> new ModelAccuracy(n, config, store));
  }

  private void dropSurplus(String butNot) {
    if (models.size() > MODELS_MAX) {
      models.entrySet().stream()
          .filter(e -> !e.getKey().equals(butNot) && !e.getKey().equals(config.pipeline().model()))
          .min(Comparator.comparingDouble(e -> e.getValue().traffic().lately(arrivals)))
          .map(Map.Entry::getKey)
          .ifPresent(name -> models.remove(name).drop());
    }
  }
}
