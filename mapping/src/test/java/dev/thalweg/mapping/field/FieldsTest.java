package dev.thalweg.mapping.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static Fields json(String text) throws JsonProcessingException {
    return Fields.of(new ObjectMapper().readTree(text));
  }

  @Test
  void path_findsNestedFieldsAndNamesWithDots() throws JsonProcessingException {
    Fields fields =
        json("{\"a\": {\"b\": {\"c\": 1}, \"x.y\": 2}, \"a.b\": {\"c\": 3}, \"p.q\": 4, \"s\": 5}");

    assertThat(fields.get("a.b.c")).as("the shortest beginning first").isEqualTo(1);
    assertThat(fields.get("a.x.y")).isEqualTo(2);
    assertThat(fields.get("p.q")).isEqualTo(4);
    assertThat(fields.get("s.t")).isNull();
    assertThat(fields.get("a.none")).isNull();
    assertThat(fields.get("")).isNull();
    assertThat(fields.names()).containsExactly("a", "a.b", "p.q", "s");
  }

  @Test
  void json_becomesNeutral() throws JsonProcessingException {
    Fields fields = json("{\"n\": null, \"t\": true, \"d\": 1.5, \"s\": \"x\", \"l\": [1, null]}");

    assertThat(fields.get("n")).isNull();
    assertThat(fields.has("n")).isTrue();
    assertThat(fields.get("t")).isEqualTo(true);
    assertThat(fields.get("d")).isEqualTo(1.5);
    assertThat(fields.get("s")).isEqualTo("x");
    assertThat(fields.get("l")).isEqualTo(Arrays.asList(1, null));
  }

  @Test
  void jsonThatIsNoObject_hasNoFields() throws JsonProcessingException {
    for (String text : List.of("1", "[1]", "null", "\"a\"")) {
      assertThat(json(text).names()).isEmpty();
      assertThat(json(text).get("a")).isNull();
    }
  }

  @Test
  void row_mayHaveValuesOfEveryKind() throws JsonProcessingException {
    Fields fields =
        Fields.of(
            Map.of(
                "m", Map.of("x", new Utf8("text")),
                "j", new ObjectMapper().readTree("{\"k\": [2]}"),
                "l", List.of(List.of(1))));

    assertThat(fields.get("m.x")).isEqualTo("text");
    assertThat(fields.get("j.k")).isEqualTo(List.of(2));
    assertThat(fields.get("l")).isEqualTo(List.of(List.of(1)));
  }

  private static Object avro(String type, Object value) {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"f\", \"type\": "
                    + type
                    + "}]}");
    GenericData.Record record = new GenericData.Record(schema);
    record.put("f", value);
    return Fields.of(record).get("f");
  }

  private static Object logical(String type, String logical, Object value) {
    return avro("{\"type\": \"%s\", \"logicalType\": \"%s\"}".formatted(type, logical), value);
  }

  @Test
  void avro_becomesNeutral() {
    assertThat(avro("\"string\"", new Utf8("x"))).isEqualTo("x");
    assertThat(avro("[\"null\", \"string\"]", null)).isNull();
    assertThat(avro("[\"null\", \"int\", \"string\"]", new Utf8("x"))).isEqualTo("x");
    assertThat(
            avro(
                "{\"type\": \"array\", \"items\": [\"null\", \"float\"]}", Arrays.asList(1f, null)))
        .isEqualTo(Arrays.asList(1f, null));
    assertThat(avro("{\"type\": \"map\", \"values\": \"int\"}", Map.of(new Utf8("k"), 1)))
        .isInstanceOfSatisfying(Fields.class, map -> assertThat(map.get("k")).isEqualTo(1));
    Schema symbols = Schema.createEnum("E", null, null, List.of("UP"));
    assertThat(avro(symbols.toString(), new GenericData.EnumSymbol(symbols, "UP"))).isEqualTo("UP");
  }

  @Test
  void avrosLogicalTypes_becomeWhatTheyStandFor() {
    assertThat(logical("int", "date", 1)).isEqualTo(LocalDate.of(1970, 1, 2));
    assertThat(logical("int", "time-millis", 3_600_000)).isEqualTo(LocalTime.of(1, 0));
    assertThat(logical("long", "time-micros", 3_600_000_000L)).isEqualTo(LocalTime.of(1, 0));
    assertThat(logical("int", "time-millis", -1)).as("no time of day").isEqualTo(-1);
    assertThat(logical("long", "timestamp-millis", 1L)).isEqualTo(Instant.ofEpochMilli(1));
    assertThat(logical("long", "timestamp-micros", 1_000L)).isEqualTo(Instant.ofEpochMilli(1));
    assertThat(logical("long", "local-timestamp-millis", 0L))
        .isEqualTo(LocalDateTime.of(1970, 1, 1, 0, 0));
    assertThat(logical("long", "timestamp-millis", Instant.EPOCH))
        .as("converted by the reader")
        .isEqualTo(Instant.EPOCH);
    String union =
        "[\"null\", {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}, \"string\"]";
    assertThat(avro(union, 1L)).isEqualTo(Instant.ofEpochMilli(1));
    assertThat(avro(union, Instant.EPOCH)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void avrosDecimals_becomeNumbers() {
    String decimal =
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4, \"scale\": 2}";
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {4, (byte) 0xd2});

    assertThat(avro(decimal, bytes)).isEqualTo(new BigDecimal("12.34"));
    assertThat(bytes.remaining()).as("it can be read again").isEqualTo(2);
    assertThat(avro(decimal, ByteBuffer.allocate(0))).isInstanceOf(ByteBuffer.class);
    String fixed = decimal.replace("\"bytes\"", "\"fixed\", \"name\": \"F\", \"size\": 2");
    Schema schema = new Schema.Parser().parse(fixed);
    assertThat(avro(fixed, new GenericData.Fixed(schema, new byte[] {4, (byte) 0xd2})))
        .isEqualTo(new BigDecimal("12.34"));
  }
}
