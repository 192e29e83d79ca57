package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.mapping.feature.ArrayFeature;
import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.file.Nearest;
import dev.thalweg.schemas.text.Shown;
import dev.thalweg.scorer.mapping.ModelMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Examples as the values of their fields, a tensor for each field, which the mapping is read of.
 */
final class FieldInputs {
  /** Values of all tensors together; as objects they take far more room than as text. */
  private static final int VALUES_MAX = 1 << 19;

  /** Numbers that examples may become: 16 MB. */
  private static final int NUMBERS_MAX = 4 << 20;

  private static final int NAMES_SHOWN_MAX = 20;

  private final ModelMapping mapping;

  /** The mapping's fields, each with whether its value is a list. */
  private final Map<String, Boolean> fields = new LinkedHashMap<>();

  private final int examplesMax;
  private final Map<String, FieldTensor> tensors = new LinkedHashMap<>();
  private int values;

  FieldInputs(ModelMapping mapping, int examplesMax) {
    this.mapping = mapping;
    for (Feature feature : mapping.vector().features()) {
      fields.merge(feature.field(), feature instanceof ArrayFeature, Boolean::logicalOr);
    }
    this.examplesMax = Math.max(1, Math.min(examplesMax, NUMBERS_MAX / mapping.vector().width()));
  }

  /** Reads one object, whose start is the parser's current token. */
  void read(JsonParser json) throws IOException {
    FieldTensor tensor = new FieldTensor(VALUES_MAX - values);
    tensor.read(json);
    requireField(tensor.name());
    if (tensors.put(tensor.name(), tensor) != null) {
      throw ProblemException.malformed("The input \"%s\" is there twice.".formatted(tensor.name()));
    }
    values += tensor.size();
  }

  /** Whether values of any come after the JSON. */
  boolean areBinary() {
    return tensors.values().stream().anyMatch(FieldTensor::isBinary);
  }

  /**
   * Reads those values.
   *
   * @param binary what comes after the JSON, little-endian
   */
  void readBinary(ByteBuffer binary) {
    for (FieldTensor tensor : tensors.values()) {
      if (tensor.isBinary()) {
        tensor.readBinary(binary);
        values += tensor.size();
      }
      if (values > VALUES_MAX) {
        throw ProblemException.tooLarge(
            "A request may have at most %,d values of fields.".formatted(VALUES_MAX));
      }
    }
    if (binary.hasRemaining()) {
      throw ProblemException.malformed(
          "After the JSON there are %,d bytes too many: say what they are with \"binary_data_size\"."
              .formatted(binary.remaining()));
    }
  }

  private void requireField(String name) {
    if (fields.containsKey(name)) {
      return;
    }
    String remedy =
        Nearest.to(name, fields.keySet())
            .map("perhaps \"%s\" is meant."::formatted)
            .orElseGet(() -> "there is %s.".formatted(knownNames()));
    throw ProblemException.malformed(
        "The mapping has no field \"%s\"; %s".formatted(Shown.text(name, 60), remedy));
  }

  private String knownNames() {
    String names =
        fields.keySet().stream().limit(NAMES_SHOWN_MAX).collect(Collectors.joining(", "));
    return fields.size() > NAMES_SHOWN_MAX ? names + " and others" : names;
  }

  /** How many examples there are, of which each tensor has the same number. */
  int examples() {
    FieldTensor first = tensors.values().iterator().next();
    for (FieldTensor tensor : tensors.values()) {
      if (tensor.examples() != first.examples()) {
        throw ProblemException.malformed(
            "The input \"%s\" has %,d examples and \"%s\" has %,d."
                .formatted(first.name(), first.examples(), tensor.name(), tensor.examples()));
      }
    }
    if (first.examples() > examplesMax) {
      throw ProblemException.tooLarge(
          "A request may have at most %,d examples.".formatted(examplesMax));
    }
    return (int) first.examples();
  }

  /**
   * The numbers that the network sees.
   *
   * @throws ProblemException with the first example that can't be mapped
   */
  float[] inputs() {
    int examples = examples();
    Map<String, List<Object>> columns = new HashMap<>();
    for (Feature feature : mapping.vector().features()) {
      FieldTensor tensor = tensors.get(feature.field());
      if (tensor == null && feature.missing().refused()) {
        throw ProblemException.malformed(
            "The input \"%s\" is missing, and the mapping takes no record without it."
                .formatted(feature.field()));
      }
      if (tensor != null && !columns.containsKey(feature.field())) {
        columns.put(feature.field(), tensor.column(fields.get(feature.field())));
      }
    }
    int width = mapping.vector().width();
    float[] inputs = new float[examples * width];
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < examples; i++) {
      int example = i;
      columns.forEach((field, column) -> row.put(field, column.get(example)));
      System.arraycopy(mapped(i, row), 0, inputs, i * width, width);
    }
    return inputs;
  }

  private float[] mapped(int example, Map<String, Object> row) {
    try {
      return mapping.columns(Fields.of(row));
    } catch (MappingException e) {
      throw ProblemException.malformed(
          "Example %,d can't be mapped: %s".formatted(example, e.getMessage()));
    }
  }
}
