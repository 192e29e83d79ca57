package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.IOException;
import java.util.Optional;

/** What the model takes, as its newest snapshot says; nothing is told before there is one. */
final class LatestInput implements Section {
  private long sequence = -1;
  private ModelInput input;
  private boolean changed;

  void add(Snapshot snapshot) {
    if (snapshot.getSequence() < sequence) {
      return;
    }
    Optional<ModelInput> said = ModelInput.of(snapshot);
    if (said.isPresent()) {
      sequence = snapshot.getSequence();
      changed |= !said.get().equals(input);
      input = said.get();
    }
  }

  Optional<ModelInput> get() {
    return Optional.ofNullable(input);
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    if (input == null) {
      return;
    }
    json.writeObjectFieldStart("input");
    json.writeArrayFieldStart("shape");
    for (int dimension : input.format().shape()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    json.writeStringField("datatype", input.format().datatype().name());
    json.writeNumberField("classes", input.classes());
    json.writeBooleanField("drawn", input.isDrawn());
    json.writeBooleanField("shown", input.isShown());
    json.writeEndObject();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
