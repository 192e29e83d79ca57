package dev.thalweg.integration.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.topics.creation.TopicCreation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The schemas as a later version of the program may have them, with a field more; and what a
 * registry makes of them.
 */
public final class NextVersion {
  private static final Duration LONG = Duration.ofMinutes(4);

  private NextVersion() {}

  /** Writes samples of it, and registers it. */
  public static void sendSamples(Connection connection, Pipeline pipeline, int samples)
      throws Exception {
    String topic = pipeline.topic(PipelineTopic.SAMPLES);
    Schema next = with(Sample.getClassSchema(), "unset");
    Schema datatype = next.getField("datatype").schema();
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      registry.register(topic, next);
      int id = registry.idFor(topic, next);
      for (int i = 0; i < samples; i++) {
        GenericRecord sample =
            new GenericRecordBuilder(next)
                .set("id", "next-" + i)
                .set("shape", List.of(28, 28))
                .set("datatype", new GenericData.EnumSymbol(datatype, "UINT8"))
                .set("data", ByteBuffer.wrap(new byte[28 * 28]).put(28 * (i % 10), (byte) 255))
                .set("target", i % 10)
                .set("added", "something new")
                .build();
        producer
            .send(new ProducerRecord<>(topic, ("next-" + i).getBytes(UTF_8), encode(id, sample)))
            .get();
      }
    }
  }

  /** The schema with a field more; with a default, or without one. */
  private static Schema with(Schema schema, String defaultValue) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("added", Schema.create(Schema.Type.STRING), "New.", defaultValue));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static byte[] encode(int id, GenericRecord value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** A field without a default, of which old records have none. */
  public static void assertRefusedWithoutDefaults(Connection connection, Pipeline pipeline) {
    try (SchemaRegistry registry = connection.openRegistry()) {
      for (PipelineTopic topic : PipelineTopic.values()) {
        topic
            .schema()
            .ifPresent(
                schema ->
                    assertThatThrownBy(
                            () -> registry.register(pipeline.topic(topic), with(schema, null)))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("refuses the schema of " + pipeline.topic(topic))
                        .hasMessageContaining("give every new field a default"));
      }
    }
  }

  /**
   * A producer that may register nothing.
   *
   * @param home of its process
   * @param bare has no topics as yet
   */
  public static void assertMissingSchemaIsTold(Path home, Connection connection, Pipeline bare) {
    // Given: topics, and no schemas
    try (Admin admin = connection.openAdmin()) {
      new TopicCreation(admin, bare).create(1, (short) 1);
    }

    // When
    ThalwegProcess refused =
        ThalwegProcess.run(
            home,
            LONG,
            "produce",
            "--auto-register-schemas=false",
            "--source",
            "digits",
            "--samples",
            "10",
            "--pipeline",
            bare.name(),
            "--bootstrap-server",
            connection.bootstrapServer(),
            "--schema-registry",
            connection.schemaRegistry());

    // Then
    assertThat(refused.exitCode()).as(refused.describe()).isEqualTo(1);
    assertThat(refused.err())
        .contains("The schema of %s.samples is not registered".formatted(bare.name()))
        .contains("thalweg topics create")
        .doesNotContain("\tat ");
  }
}
