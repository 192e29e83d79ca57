package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.scoring.RequestScores;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The tensors that a model answers with. */
public enum OutputTensor {
  PROBABILITIES("probabilities", TensorDatatype.FP32),
  LABEL("label", TensorDatatype.INT64);

  private final String tensor;
  private final TensorDatatype datatype;

  OutputTensor(String tensor, TensorDatatype datatype) {
    this.tensor = tensor;
    this.datatype = datatype;
  }

  String tensor() {
    return tensor;
  }

  static Optional<OutputTensor> named(String tensor) {
    return Arrays.stream(values()).filter(output -> output.tensor.equals(tensor)).findFirst();
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

  /** The tensor itself, row after row. */
  void write(JsonGenerator json, RequestScores scores) throws IOException {
    json.writeStartObject();
    describe(json, scores.model().architecture(), scores.count());
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
    json.writeEndObject();
  }
}
