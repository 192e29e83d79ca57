package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.Json;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON of an inference request, token by token: what is not needed is not kept. */
final class InferRequestReader {
  private static final int ID_CHARS_MAX = 256;
  private static final String ONE_INPUT =
      "There has to be one input, \"%s\".".formatted(InputTensor.NAME);

  private final TensorReader tensor;
  private boolean hasInput;
  private String id;
  private Set<OutputTensor> outputs;

  private InferRequestReader(ServedModel model, int examplesMax, int bodyBytes) {
    this.tensor = new TensorReader(model, examplesMax, bodyBytes);
  }

  /**
   * Reads a request for a model.
   *
   * @throws ProblemException with the first thing that is wrong
   */
  static InferRequest read(byte[] body, ServedModel model, int examplesMax) {
    InferRequestReader reader = new InferRequestReader(model, examplesMax, body.length);
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      reader.read(json);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw ProblemException.malformed(
          "The body is not JSON as the protocol defines it, near byte %,d."
              .formatted(at == null ? 0 : Math.max(0, at.getByteOffset())));
    } catch (IOException e) {
      throw ProblemException.malformed("The body is not text in UTF-8, UTF-16 or UTF-32.");
    }
    return reader.request();
  }

  private void read(JsonParser json) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "The body has to be one JSON object.");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "id" -> id = TensorReader.text(json, member, id);
        case "inputs" -> readInputs(json);
        case "outputs" -> readOutputs(json);
        default -> json.skipChildren();
      }
    }
    require(json.nextToken() == null, "There is something after the JSON object.");
  }

  private void readInputs(JsonParser json) throws IOException {
    require(
        json.currentToken() == JsonToken.START_ARRAY && !hasInput,
        "\"inputs\" has to be one array.");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "An input has to be an object.");
      require(!hasInput, ONE_INPUT);
      tensor.read(json);
      hasInput = true;
    }
  }

  private void readOutputs(JsonParser json) throws IOException {
    require(
        json.currentToken() == JsonToken.START_ARRAY && outputs == null,
        "\"outputs\" has to be one array.");
    outputs = EnumSet.noneOf(OutputTensor.class);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "An output has to be an object.");
      String name = null;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String member = json.currentName();
        json.nextToken();
        if (member.equals("name")) {
          name = TensorReader.text(json, member, name);
        } else {
          json.skipChildren();
        }
      }
      outputs.add(
          OutputTensor.named(name)
              .orElseThrow(
                  () ->
                      ProblemException.malformed(
                          "The outputs are \"probabilities\" and \"label\".")));
    }
  }

  private InferRequest request() {
    require(hasInput, ONE_INPUT);
    require(
        id == null || id.length() <= ID_CHARS_MAX,
        "The id may have at most %d characters.".formatted(ID_CHARS_MAX));
    int examples = tensor.examples();
    Set<OutputTensor> asked =
        outputs == null || outputs.isEmpty() ? EnumSet.allOf(OutputTensor.class) : outputs;
    return new InferRequest(Optional.ofNullable(id), tensor.inputs(), examples, asked);
  }

  private static void require(boolean right, String detail) {
    if (!right) {
      throw ProblemException.malformed(detail);
    }
  }
}
