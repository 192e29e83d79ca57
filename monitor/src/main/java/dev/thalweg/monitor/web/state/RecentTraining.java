package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.io.IOException;

/** What the last minibatches of all learners say before they are learned. */
final class RecentTraining implements Section {
  private final PrequentialWindow window = new PrequentialWindow();
  private boolean changed;

  void add(TrainingProgress progress) {
    window.add(progress);
    changed = true;
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("recent");
    write(json, "accuracy", window.accuracy());
    write(json, "kappa", window.kappa());
    write(json, "noChange", window.noChange());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    JsonNumbers.writeRounded(json, value);
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
