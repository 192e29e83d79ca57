package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's program and that of the next version on one topic, for the schema of each topic. */
class SchemaEvolutionTest {
  private static final String ADDED = "added";

  static Stream<Schema> schemas() {
    return Arrays.stream(PipelineTopic.values())
        .map(PipelineTopic::schema)
        .flatMap(Optional::stream);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void recordOfTheNextVersion_isReadByToday(Schema today) throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      // Given
      Schema next = next(today);
      GenericRecord written = random(next);
      written.put(ADDED, "something new");
      addSymbol(written);

      // When
      AvroDecoder<SpecificRecord> reader = AvroDecoder.of(registry, today);
      SpecificRecord read = reader.decode(encode(registry, written));

      // Then
      for (Schema.Field field : today.getFields()) {
        Object expected =
            field.schema().getType() == Schema.Type.ENUM
                ? "OTHER"
                : text(field.schema(), written.get(field.name()));
        assertThat(text(field.schema(), read.get(field.pos())))
            .as(field.name())
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void recordOfToday_isReadByTheNextVersion(Schema today) throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      // Given
      GenericRecord written = random(today);
      byte[] bytes = encode(registry, written);

      // When
      Schema writer = registry.byId(ByteBuffer.wrap(bytes, 1, 4).getInt()).orElseThrow();
      GenericRecord read =
          new GenericDatumReader<GenericRecord>(writer, next(today))
              .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));

      // Then
      assertThat(read.get(ADDED)).hasToString("unset");
      for (Schema.Field field : today.getFields()) {
        assertThat(text(field.schema(), read.get(field.name())))
            .as(field.name())
            .isEqualTo(text(field.schema(), written.get(field.name())));
      }
    }
  }

  @Test
  void predictionOfBeforeScorersToldTheirNames_namesNone() throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      // Given: a value that is used again, and holds the name of the record before
      Schema today = Prediction.getClassSchema();
      Prediction reused = new Prediction();
      reused.setScorer("scorer-1");
      GenericRecord written = random(without("scorer", today));

      // When
      Prediction read = AvroDecoder.reusing(registry, reused).decode(encode(registry, written));

      // Then
      assertThat(read.getScorer()).isEmpty();
      assertThat(read.getId()).isEqualTo(written.get("id").toString());
      assertThat(read.getVersion()).isEqualTo(written.get("version"));
    }
  }

  private static Schema without(String name, Schema today) {
    List<Schema.Field> fields =
        today.getFields().stream()
            .filter(field -> !field.name().equals(name))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        today.getName(), today.getDoc(), today.getNamespace(), false, fields);
  }

  /** One field more, and one symbol more in each enum. */
  private static Schema next(Schema today) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : today.getFields()) {
      fields.add(new Schema.Field(field, withOneSymbolMore(field.schema())));
    }
    fields.add(new Schema.Field(ADDED, Schema.create(Schema.Type.STRING), "New.", "unset"));
    return Schema.createRecord(
        today.getName(), today.getDoc(), today.getNamespace(), false, fields);
  }

  private static Schema withOneSymbolMore(Schema schema) {
    if (schema.getType() != Schema.Type.ENUM) {
      return schema;
    }
    List<String> symbols = new ArrayList<>(schema.getEnumSymbols());
    symbols.add("ADDED");
    return Schema.createEnum(
        schema.getName(), schema.getDoc(), schema.getNamespace(), symbols, schema.getEnumDefault());
  }

  private static void addSymbol(GenericRecord written) {
    for (Schema.Field field : written.getSchema().getFields()) {
      if (field.schema().getType() == Schema.Type.ENUM) {
        written.put(field.pos(), new GenericData.EnumSymbol(field.schema(), "ADDED"));
      }
    }
  }

  private static GenericRecord random(Schema schema) {
    return (GenericRecord) new RandomData(schema, 1, 7).iterator().next();
  }

  /** A value as text, whatever class holds it: a time is an Instant or a number. */
  private static String text(Schema schema, Object value) {
    if (value instanceof java.time.Instant time) {
      return Long.toString(time.toEpochMilli());
    }
    return String.valueOf(GenericData.get().<Object>deepCopy(schema, value));
  }

  private static byte[] encode(SchemaRegistry registry, GenericRecord written) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    int id = registry.idFor("digits.anything", written.getSchema());
    bytes.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
