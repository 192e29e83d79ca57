package dev.thalweg.mapping.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.mapping.field.Fields;
import java.io.IOException;
import java.util.Optional;

/**
 * Rows in JSON, of a text that has several or something around them. Each is read as the record of
 * a source is, and on its own, so that no more than one is held.
 */
public final class JsonRow {
  /** Most names and values of a row, those within others counted too. */
  public static final int TOKENS_MAX = 200_000;

  private JsonRow() {}

  /** A parser of a text with rows, in UTF-8, UTF-16 or UTF-32. */
  public static JsonParser parser(byte[] json) throws IOException {
    return JsonText.NODES.getFactory().createParser(json);
  }

  /**
   * Reads the value that begins with the parser's current token; its last token is then the current
   * one.
   *
   * @return empty if it is no object
   * @throws IOException when it is not JSON, or beyond the limits of depth, digits or number
   */
  public static Optional<Fields> read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Optional.empty();
    }
    JsonNode row = JsonText.NODES.readValue(new Bounded(json));
    return Optional.of(Fields.of(row));
  }

  /** Says what the limits are, of a text that was beyond one. */
  public static String limits() {
    return ("JSON may be nested %d levels deep, a number may have %d digits, and a row %,d names and"
            + " values")
        .formatted(JsonText.DEPTH_MAX, JsonText.NUMBER_CHARS_MAX, TOKENS_MAX);
  }

  /** Nodes take far more room than their text. */
  private static final class Bounded extends JsonParserDelegate {
    private int tokens;

    Bounded(JsonParser json) {
      super(json);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      if (++tokens > TOKENS_MAX) {
        throw new StreamConstraintsException("too many tokens", currentLocation());
      }
      return super.nextToken();
    }

    /** The other way to the next token. */
    @Override
    public String nextFieldName() throws IOException {
      return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }
  }
}
