package dev.thalweg.scorer.http.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.read.JsonRow;
import dev.thalweg.scorer.http.scoring.BodyKind;
import dev.thalweg.scorer.mapping.ModelMapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads rows: one object, an array of objects, or an object whose member {@code rows} is such an
 * array, perhaps with an {@code id} beside it.
 */
final class RowsReader {
  private static final String ROWS = "rows";
  private static final int ID_CHARS_MAX = 256;

  /** Numbers that a request's rows may become: 16 MB. */
  private static final int NUMBERS_MAX = 4 << 20;

  private final ModelMapping mapping;
  private final int rowsMax;
  private final List<MappedRow> rows = new ArrayList<>();
  private final List<float[]> columns = new ArrayList<>();
  private String id;

  private RowsReader(ModelMapping mapping, int rowsMax) {
    this.mapping = mapping;
    this.rowsMax = Math.max(1, Math.min(rowsMax, NUMBERS_MAX / mapping.vector().width()));
  }

  /**
   * Reads a body.
   *
   * @throws ProblemException when it is not JSON, has no rows or too many, or none can be mapped
   */
  static RowsRequest read(byte[] body, ModelMapping mapping, int rowsMax) {
    BodyKind.requireJson(body);
    RowsReader reader = new RowsReader(mapping, rowsMax);
    try {
      reader.read(body);
    } catch (StreamConstraintsException e) {
      throw ProblemException.malformed(
          "The body is beyond a limit near byte %,d: %s.".formatted(byteOf(e), JsonRow.limits()));
    } catch (JsonProcessingException e) {
      throw ProblemException.malformed(
          "The body is not JSON near byte %,d: send a row as an object, or an array of rows."
              .formatted(byteOf(e)));
    } catch (IOException e) {
      throw ProblemException.malformed("The body is not text in UTF-8, UTF-16 or UTF-32.");
    }
    return reader.request();
  }

  private static long byteOf(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null ? 0 : Math.max(0, at.getByteOffset());
  }

  private void read(byte[] body) throws IOException {
    boolean isWrapped = isWrapped(body);
    try (JsonParser json = JsonRow.parser(body)) {
      JsonToken first = json.nextToken();
      if (isWrapped) {
        readWrapped(json);
      } else if (first == JsonToken.START_ARRAY) {
        readRows(json);
      } else if (first == JsonToken.START_OBJECT) {
        rows.add(row(json));
      } else {
        throw ProblemException.malformed("Send a row as a JSON object, or an array of rows.");
      }
      require(json.nextToken() == null, "There is something after the rows.");
    }
  }

  /** A row may have a field of that name too, but not an array. */
  private static boolean isWrapped(byte[] body) throws IOException {
    try (JsonParser json = JsonRow.parser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean named = json.currentName().equals(ROWS);
        if (json.nextToken() == JsonToken.START_ARRAY && named) {
          return true;
        }
        json.skipChildren();
      }
      return false;
    }
  }

  private void readWrapped(JsonParser json) throws IOException {
    boolean hasRows = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      JsonToken value = json.nextToken();
      if (member.equals(ROWS)) {
        require(!hasRows && value == JsonToken.START_ARRAY, "\"rows\" has to be one array.");
        hasRows = true;
        readRows(json);
      } else if (member.equals("id") && value != JsonToken.VALUE_NULL) {
        require(
            value == JsonToken.VALUE_STRING && json.getTextLength() <= ID_CHARS_MAX,
            "The id has to be a string of at most %d characters.".formatted(ID_CHARS_MAX));
        id = json.getText();
      } else {
        json.skipChildren();
      }
    }
  }

  private void readRows(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (rows.size() == rowsMax) {
        throw ProblemException.tooLarge(
            "A request to this model may have at most %,d rows.".formatted(rowsMax));
      }
      rows.add(row(json));
    }
  }

  private MappedRow row(JsonParser json) throws IOException {
    Optional<Fields> fields = JsonRow.read(json);
    if (fields.isEmpty()) {
      return MappedRow.refused("The row is not a JSON object.");
    }
    try {
      float[] mapped = mapping.columns(fields.get());
      columns.add(mapped);
      return MappedRow.of(mapped);
    } catch (MappingException e) {
      return MappedRow.refused(e.getMessage());
    }
  }

  private RowsRequest request() {
    require(!rows.isEmpty(), "There is no row: send a row as a JSON object, or an array of rows.");
    if (columns.isEmpty()) {
      throw ProblemException.malformed(
          "No row can be mapped. Row 0: %s".formatted(rows.get(0).error().orElseThrow()));
    }
    return new RowsRequest(Optional.ofNullable(id), rows, columns.size(), values());
  }

  private float[] values() {
    int width = mapping.vector().width();
    float[] values = new float[columns.size() * width];
    for (int i = 0; i < columns.size(); i++) {
      System.arraycopy(columns.get(i), 0, values, i * width, width);
    }
    return values;
  }

  private static void require(boolean right, String detail) {
    if (!right) {
      throw ProblemException.malformed(detail);
    }
  }
}
