package dev.thalweg.monitor.web;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * The confusion matrix of an accuracy record, where its schema has one: a list {@code confusion} of
 * cells with {@code label}, {@code predicted} and {@code count}, those with a count alone. Asked by
 * name, so that accuracy records without it are shown as well.
 */
final class Confusion {
  private static final int CELLS_MAX = 2_500;

  private Confusion() {}

  /** Writes the member {@code confusion}, each cell as label, predicted, count; or nothing. */
  static void write(JsonGenerator json, IndexedRecord accuracy) throws IOException {
    Schema.Field field = accuracy.getSchema().getField("confusion");
    if (field == null || !(accuracy.get(field.pos()) instanceof Collection<?> cells)) {
      return;
    }
    json.writeArrayFieldStart("confusion");
    int written = 0;
    for (Object cell : cells) {
      if (cell instanceof IndexedRecord one && written++ < CELLS_MAX) {
        json.writeStartArray();
        json.writeNumber(number(one, "label"));
        json.writeNumber(number(one, "predicted"));
        json.writeNumber(number(one, "count"));
        json.writeEndArray();
      }
    }
    json.writeEndArray();
  }

  private static long number(IndexedRecord cell, String name) {
    Schema.Field field = cell.getSchema().getField(name);
    return field != null && cell.get(field.pos()) instanceof Number number ? number.longValue() : 0;
  }
}
