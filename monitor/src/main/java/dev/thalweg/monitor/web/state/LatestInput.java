package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the model takes, as its newest snapshot says; nothing is told before there is one. */
final class LatestInput implements Section {
  /** The setting in which a snapshot carries its mapping. */
  private static final String MAPPING = "mapping";

  /** As many as have their counts told. */
  private static final int NAMES_MAX = 100;

  private static final int NAME_MAX = 40;

  private ModelInput input;
  private ModelNames names = ModelNames.NONE;
  private boolean changed;

  /** Takes over what the newest one says; whether it says it. */
  boolean add(Snapshot snapshot) {
    Optional<ModelInput> said = ModelInput.of(snapshot);
    if (said.isEmpty()) {
      return false;
    }
    String mapping = snapshot.getHyperparameters().getOrDefault(MAPPING, "");
    changed |= !said.get().equals(input) || !mapping.equals(names.text());
    input = said.get();
    if (!mapping.equals(names.text())) {
      names = ModelNames.of(mapping);
    }
    return true;
  }

  /** The names of the columns; none where no mapping says them. */
  List<String> columns() {
    return names.columns();
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
    json.writeBooleanField("ofNumbers", input.isOfNumbers());
    json.writeArrayFieldStart("classNames");
    List<String> classes = names.classes();
    for (String name : classes.subList(0, Math.min(NAMES_MAX, classes.size()))) {
      json.writeString(Text.cut(name, NAME_MAX));
    }
    json.writeEndArray();
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
