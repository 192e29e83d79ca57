package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.Json;
import java.io.IOException;

/** Looks ahead which inputs a request has: what a tensor's data are may depend on its name. */
final class InputNames {
  private InputNames() {}

  /**
   * Whether a request gives fields by their names, and not the one tensor of numbers.
   *
   * @throws IOException when it is not JSON
   */
  static boolean areFields(InferBody body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body.bytes(), 0, body.jsonLength())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isInputs = json.currentName().equals("inputs");
        if (json.nextToken() == JsonToken.START_ARRAY && isInputs) {
          return inputsAreFields(json);
        }
        json.skipChildren();
      }
      return false;
    }
  }

  /** Of two and more none can be all numbers; of one that has no name, its reader says so. */
  private static boolean inputsAreFields(JsonParser json) throws IOException {
    int inputs = 0;
    boolean isField = false;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      isField = isField(json);
      if (++inputs == 2) {
        return true;
      }
    }
    return isField;
  }

  private static boolean isField(JsonParser json) throws IOException {
    boolean isField = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isName = json.currentName().equals("name");
      if (json.nextToken() == JsonToken.VALUE_STRING && isName) {
        isField = !InputTensor.isName(json.getText());
      }
      json.skipChildren();
    }
    return isField;
  }
}
