package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
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
    NumberErrors errors = window.errors();
    JsonNumbers.writeFigure(json, "mae", errors.meanAbsolute());
    JsonNumbers.writeFigure(json, "rmse", errors.rootMeanSquare());
    JsonNumbers.writeFigure(json, "r2", errors.r2());
    JsonNumbers.writeFigure(json, "noChangeMae", window.noChangeError());
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
