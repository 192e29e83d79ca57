package dev.thalweg.mapping.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.schemas.UnreadableRecordException;
import java.io.IOException;

/**
 * One JSON object in UTF-8, as it is or behind the five bytes by which Confluent's serializer names
 * its schema. NaN and infinities are read too, as Python writes them.
 */
final class JsonReader implements FieldsReader {
  private static final int SCHEMA_BYTES = 5;

  @Override
  public Fields read(byte[] value) throws UnreadableRecordException {
    if (value == null) {
      throw new UnreadableRecordException("The record has no value.");
    }
    int start = value.length > SCHEMA_BYTES && value[0] == 0 ? SCHEMA_BYTES : 0;
    try {
      JsonNode node = JsonText.ONE_NODE.readValue(value, start, value.length - start);
      if (node == null || !node.isObject()) {
        throw new UnreadableRecordException("The value is JSON, but not an object.");
      }
      return Fields.of(node);
    } catch (IOException e) {
      throw new UnreadableRecordException(
          "The value is not a JSON object (%s).".formatted(firstLine(e)), e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
