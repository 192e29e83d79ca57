package dev.thalweg.scorer.http.infer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.scoring.RequestScores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The tensors that a model answers with. */
public enum OutputTensor {
  PROBABILITIES("probabilities", "FP32", Float.BYTES),
  LABEL("label", "INT64", Long.BYTES),
  VALUE("value", "FP32", Float.BYTES),
  /** The label's name, where the classes have names. */
  CLASS("class", "BYTES", 0);

  private final String tensor;
  private final String datatype;
  private final int bytes;

  /**
   * @param bytes of one number; of texts they differ
   */
  OutputTensor(String tensor, String datatype, int bytes) {
    this.tensor = tensor;
    this.datatype = datatype;
    this.bytes = bytes;
  }

  String tensor() {
    return tensor;
  }

  /**
   * Those of a network.
   *
   * @param classes their names; empty where they have none
   */
  public static Set<OutputTensor> of(Architecture architecture, List<String> classes) {
    if (architecture.isRegression()) {
      return EnumSet.of(VALUE);
    }
    return classes.isEmpty()
        ? EnumSet.of(PROBABILITIES, LABEL)
        : EnumSet.of(PROBABILITIES, LABEL, CLASS);
  }

  /**
   * The one of a name.
   *
   * @throws ProblemException when the network has none of that name
   */
  static OutputTensor named(String tensor, Set<OutputTensor> all) {
    return all.stream()
        .filter(output -> output.tensor.equals(tensor))
        .findFirst()
        .orElseThrow(() -> ProblemException.malformed(names(all)));
  }

  private static String names(Set<OutputTensor> all) {
    List<String> names = all.stream().map(output -> "\"%s\"".formatted(output.tensor)).toList();
    int last = names.size() - 1;
    return last == 0
        ? "The output is %s.".formatted(names.get(0))
        : "The outputs are %s and %s."
            .formatted(String.join(", ", names.subList(0, last)), names.get(last));
  }

  /** Name, type and shape; -1 examples stands for any number. */
  public void describe(JsonGenerator json, Architecture architecture, int examples)
      throws IOException {
    json.writeStringField("name", tensor);
    json.writeStringField("datatype", datatype);
    json.writeArrayFieldStart("shape");
    json.writeNumber(examples);
    if (this == PROBABILITIES) {
      json.writeNumber(architecture.classes());
    }
    json.writeEndArray();
  }

  /**
   * The tensor itself, row after row; of one whose values follow as bytes, how many these are.
   *
   * @param classes their names, where they have any
   */
  void write(JsonGenerator json, RequestScores scores, List<String> classes, boolean binary)
      throws IOException {
    json.writeStartObject();
    describe(json, scores.model().architecture(), scores.count());
    if (binary) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", size(scores, classes));
      json.writeEndObject();
    } else {
      writeData(json, scores, classes);
    }
    json.writeEndObject();
  }

  /** How many bytes its values take. */
  private int size(RequestScores scores, List<String> classes) {
    if (this == CLASS) {
      int size = 0;
      for (int i = 0; i < scores.count(); i++) {
        size += Integer.BYTES + text(scores, classes, i).length;
      }
      return size;
    }
    return bytes * (this == PROBABILITIES ? scores.count() * scores.classes() : scores.count());
  }

  private static byte[] text(RequestScores scores, List<String> classes, int i) {
    return classes.get(scores.label(i)).getBytes(UTF_8);
  }

  private void writeData(JsonGenerator json, RequestScores scores, List<String> classes)
      throws IOException {
    json.writeArrayFieldStart("data");
    for (int i = 0; i < scores.count(); i++) {
      if (this == LABEL) {
        json.writeNumber(scores.label(i));
      } else if (this == CLASS) {
        json.writeString(classes.get(scores.label(i)));
      } else {
        for (int c = 0; c < scores.classes(); c++) {
          json.writeNumber(scores.probability(i, c));
        }
      }
    }
    json.writeEndArray();
  }

  /** The values as the binary extension has them; a text comes after its length in bytes. */
  byte[] bytes(RequestScores scores, List<String> classes) {
    ByteBuffer bytes = ByteBuffer.allocate(size(scores, classes)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < scores.count(); i++) {
      if (this == LABEL) {
        bytes.putLong(scores.label(i));
      } else if (this == CLASS) {
        byte[] text = text(scores, classes, i);
        bytes.putInt(text.length).put(text);
      } else {
        for (int c = 0; c < scores.classes(); c++) {
          bytes.putFloat(scores.probability(i, c));
        }
      }
    }
    return bytes.array();
  }
}
