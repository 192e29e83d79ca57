package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.Json;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.scorer.mapping.ModelMapping;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON of an inference request, token by token: what is not needed is not kept. */
final class InferRequestReader {
  private static final int ID_CHARS_MAX = 256;
  private static final String ONE_INPUT =
      "There has to be one input, \"%s\".".formatted(InputTensor.NAME);

  private final TensorReader tensor;
  private final Optional<FieldInputs> fields;
  private final Set<OutputTensor> possible;
  private boolean hasInput;
  private String id;
  private Map<OutputTensor, Optional<Boolean>> outputs;
  private Optional<Boolean> binaryOutput = Optional.empty();

  private InferRequestReader(
      ServedModel model,
      Optional<ModelMapping> mapping,
      Optional<FieldInputs> fields,
      int examplesMax,
      int bodyBytes) {
    this.tensor = new TensorReader(model, examplesMax, bodyBytes);
    this.fields = fields;
    this.possible = OutputTensor.of(model.architecture(), InferEndpoints.classes(mapping));
  }

  /**
   * Reads a request for a model.
   *
   * @param mapping by which fields can be given instead of numbers
   * @throws ProblemException with the first thing that is wrong
   */
  static InferRequest read(
      InferBody body, ServedModel model, Optional<ModelMapping> mapping, int examplesMax) {
    InferRequestReader reader;
    try (JsonParser json = Json.FACTORY.createParser(body.bytes(), 0, body.jsonLength())) {
      Optional<FieldInputs> fields =
          mapping.isPresent() && InputNames.areFields(body)
              ? Optional.of(new FieldInputs(mapping.get(), examplesMax))
              : Optional.empty();
      reader = new InferRequestReader(model, mapping, fields, examplesMax, body.jsonLength());
      reader.read(json, body.split());
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw ProblemException.malformed(
          "The body is not JSON as the protocol defines it, near byte %,d."
              .formatted(at == null ? 0 : Math.max(0, at.getByteOffset())));
    } catch (IOException e) {
      throw ProblemException.malformed("The body is not text in UTF-8, UTF-16 or UTF-32.");
    }
    return reader.request(body.binary());
  }

  private void read(JsonParser json, boolean split) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "The body has to be one JSON object.");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue; // as if it were not there
      }
      switch (member) {
        case "id" -> id = TensorReader.text(json, member, id);
        case "inputs" -> readInputs(json);
        case "outputs" -> readOutputs(json);
        case "parameters" -> binaryOutput = flag(json, member, "binary_data_output", binaryOutput);
        default -> json.skipChildren();
      }
    }
    require(
        split || !(tensor.isBinary() || fields.map(FieldInputs::areBinary).orElse(false)),
        "Say how many bytes of the body are JSON: \"%s\".".formatted(InferBody.JSON_LENGTH));
    require(json.nextToken() == null, "There is something after the JSON object.");
  }

  private void readInputs(JsonParser json) throws IOException {
    require(
        json.currentToken() == JsonToken.START_ARRAY && !hasInput,
        "\"inputs\" has to be one array.");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "An input has to be an object.");
      if (fields.isPresent()) {
        fields.get().read(json);
      } else {
        require(!hasInput, ONE_INPUT);
        tensor.read(json);
      }
      hasInput = true;
    }
  }

  private void readOutputs(JsonParser json) throws IOException {
    require(
        json.currentToken() == JsonToken.START_ARRAY && outputs == null,
        "\"outputs\" has to be one array.");
    outputs = new EnumMap<>(OutputTensor.class);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "An output has to be an object.");
      readOutput(json);
    }
  }

  private void readOutput(JsonParser json) throws IOException {
    String name = null;
    Optional<Boolean> binary = Optional.empty();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (member) {
        case "name" -> name = TensorReader.text(json, member, name);
        case "parameters" -> binary = flag(json, member, "binary_data", binary);
        default -> json.skipChildren();
      }
    }
    outputs.put(OutputTensor.named(name, possible), binary);
  }

  /** A parameter that is true or false, of the object that is the parser's current token. */
  private static Optional<Boolean> flag(
      JsonParser json, String parameters, String wanted, Optional<Boolean> before)
      throws IOException {
    TensorReader.requireObject(json, parameters);
    Optional<Boolean> value = before;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      JsonToken token = json.nextToken();
      if (member.equals(wanted) && token != JsonToken.VALUE_NULL) {
        require(token.isBoolean(), "\"%s\" has to be true or false.".formatted(wanted));
        value = Optional.of(json.getBooleanValue());
      } else {
        json.skipChildren();
      }
    }
    return value;
  }

  private InferRequest request(ByteBuffer binary) {
    require(hasInput, ONE_INPUT);
    require(
        id == null || id.length() <= ID_CHARS_MAX,
        "The id may have at most %d characters.".formatted(ID_CHARS_MAX));
    int examples = examples(binary);
    Set<OutputTensor> asked = outputs == null || outputs.isEmpty() ? possible : outputs.keySet();
    Set<OutputTensor> asBytes = EnumSet.noneOf(OutputTensor.class);
    for (OutputTensor output : asked) {
      Optional<Boolean> own =
          outputs == null ? Optional.empty() : outputs.getOrDefault(output, Optional.empty());
      if (own.or(() -> binaryOutput).orElse(false)) {
        asBytes.add(output);
      }
    }
    float[] inputs = fields.isPresent() ? fields.get().inputs() : tensor.inputs();
    return new InferRequest(Optional.ofNullable(id), inputs, examples, asked, asBytes);
  }

  private int examples(ByteBuffer binary) {
    if (fields.isEmpty()) {
      return tensor.examples(binary);
    }
    fields.get().readBinary(binary);
    return fields.get().examples();
  }

  private static void require(boolean right, String detail) {
    if (!right) {
      throw ProblemException.malformed(detail);
    }
  }
}
