package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.scoring.RequestScores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/** The tensors that a model answers with. */
public enum OutputTensor {
  PROBABILITIES("probabilities", TensorDatatype.FP32),
  LABEL("label", TensorDatatype.INT64),
  VALUE("value", TensorDatatype.FP32);

  private final String tensor;
  private final TensorDatatype datatype;

  OutputTensor(String tensor, TensorDatatype datatype) {
    this.tensor = tensor;
    this.datatype = datatype;
  }

  String tensor() {
    return tensor;
  }

  /** Those of a network. */
  public static Set<OutputTensor> of(Architecture architecture) {
    return architecture.isRegression() ? EnumSet.of(VALUE) : EnumSet.of(PROBABILITIES, LABEL);
  }

  /**
   * The one of a name.
   *
   * @throws ProblemException when the network has none of that name
   */
  static OutputTensor named(String tensor, Architecture architecture) {
    Set<OutputTensor> all = of(architecture);
    return all.stream()
        .filter(output -> output.tensor.equals(tensor))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.malformed(
                    architecture.isRegression()
                        ? "The output is \"value\"."
                        : "The outputs are \"probabilities\" and \"label\"."));
  }

  /** Name, type and shape; -1 examples stands for any number. */
  public void describe(JsonGenerator json, Architecture architecture, int examples)
      throws IOException {
    json.writeStringField("name", tensor);
    json.writeStringField("datatype", datatype.name());
    json.writeArrayFieldStart("shape");
    json.writeNumber(examples);
    if (this == PROBABILITIES) {
      json.writeNumber(architecture.classes());
    }
    json.writeEndArray();
  }

  /** The tensor itself, row after row; of one whose numbers follow as bytes, how many these are. */
  void write(JsonGenerator json, RequestScores scores, boolean binary) throws IOException {
    json.writeStartObject();
    describe(json, scores.model().architecture(), scores.count());
    if (binary) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", numbers(scores) * datatype.bytes());
      json.writeEndObject();
    } else {
      writeData(json, scores);
    }
    json.writeEndObject();
  }

  private int numbers(RequestScores scores) {
    return this == PROBABILITIES ? scores.count() * scores.classes() : scores.count();
  }

  private void writeData(JsonGenerator json, RequestScores scores) throws IOException {
    json.writeArrayFieldStart("data");
    for (int i = 0; i < scores.count(); i++) {
      if (this == LABEL) {
        json.writeNumber(scores.label(i));
      } else {
        for (int c = 0; c < scores.classes(); c++) {
          json.writeNumber(scores.probability(i, c));
        }
      }
    }
    json.writeEndArray();
  }

  /** The numbers as the binary extension has them. */
  byte[] bytes(RequestScores scores) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers(scores) * datatype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < scores.count(); i++) {
      if (this == LABEL) {
        bytes.putLong(scores.label(i));
      } else {
        for (int c = 0; c < scores.classes(); c++) {
          bytes.putFloat(scores.probability(i, c));
        }
      }
    }
    return bytes.array();
  }
}
