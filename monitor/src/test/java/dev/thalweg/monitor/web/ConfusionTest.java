package dev.thalweg.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  private static final Schema WITH =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "A", "fields": [{"name": "confusion", "type":
                {"type": "array", "items": {"type": "record", "name": "Cell", "fields": [
                  {"name": "label", "type": "int"},
                  {"name": "predicted", "type": "int"},
                  {"name": "count", "type": "long"}]}}}]}
              """);

  private static String written(IndexedRecord accuracy) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      Confusion.write(json, accuracy);
      json.writeEndObject();
    }
    return Values.json(out.toByteArray()).toString();
  }

  private static GenericData.Record cell(int label, int predicted, long count) {
    Schema schema = WITH.getField("confusion").schema().getElementType();
    GenericData.Record cell = new GenericData.Record(schema);
    cell.put("label", label);
    cell.put("predicted", predicted);
    cell.put("count", count);
    return cell;
  }

  @Test
  void cells_areToldWhereTheRecordHasThem() throws IOException {
    // Given
    GenericData.Record accuracy = new GenericData.Record(WITH);
    accuracy.put("confusion", List.of(cell(4, 9, 17L), cell(9, 9, 900L)));

    // When
    String told = written(accuracy);

    // Then
    assertThat(told).isEqualTo("{\"confusion\":[[4,9,17],[9,9,900]]}");
  }

  @Test
  void recordWithoutThem_tellsNothing() throws IOException {
    // Given
    Schema without = Schema.createRecord("A", "", "", false, List.of());

    // When
    String told = written(new GenericData.Record(without));

    // Then
    assertThat(told).isEqualTo("{}");
  }
}
