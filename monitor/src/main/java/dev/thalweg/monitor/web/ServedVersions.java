package dev.thalweg.monitor.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.schemas.avro.Prediction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which version answered last, for each model: its pipeline's own, challengers and shadows. */
final class ServedVersions implements Section {
  private static final int MODELS_MAX = 32;

  private final Map<String, Served> byModel = new LinkedHashMap<>();
  private boolean changed;

  private record Served(long version, long scoredAtMs) {}

  void add(Prediction prediction) {
    String model = Text.cut(prediction.getModel());
    long at = prediction.getScoredAt().toEpochMilli();
    Served before = byModel.get(model);
    if (before == null ? byModel.size() < MODELS_MAX : at >= before.scoredAtMs()) {
      byModel.put(model, new Served(prediction.getVersion(), at));
      changed = true;
    }
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("served");
    for (Map.Entry<String, Served> entry : byModel.entrySet()) {
      json.writeStartObject();
      json.writeStringField("model", entry.getKey());
      json.writeNumberField("version", entry.getValue().version());
      json.writeNumberField("scoredAt", entry.getValue().scoredAtMs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
