package dev.thalweg.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.topics.TopicAdmin;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Schemas that change, and a registry that takes no new ones. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack
class SchemaEvolutionIT {
  @Parameter TestStack stack;

  @Test
  void logOfTwoVersions_isLearnedAndVerifiedWhole() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "evolved")) {
      // Given
      cluster.start("train", "--snapshot-every", "640", "--instance", "one");
      produce(cluster);

      // When: a producer of the next version writes, and one of today's again
      sendOfNextVersion(cluster.connection(), new Pipeline("evolved"), 640);
      produce(cluster);

      // Then
      int steps = 3 * 640 / 32;
      List<JsonNode> training = cluster.watch("training", steps);
      assertThat(training.get(steps - 1).get("value").get("samples").asLong()).isEqualTo(3 * 640);
      assertThat(cluster.watch("snapshots", 3)).hasSize(3);
      assertThat(cluster.run("verify").out()).startsWith("SAME: Version 1920");
      assertThat(cluster.watchAll("dead-letters")).isEmpty();
    }
  }

  private static void produce(CommandLineCluster cluster) {
    cluster.run("produce", "--source", "digits", "--samples", "640", "--rate", "max");
  }

  private static void sendOfNextVersion(Connection connection, Pipeline pipeline, int samples)
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

  @Test
  void changeThatOldRecordsCannotMeet_isRefusedInASentence() {
    Pipeline pipeline = new Pipeline("changed");
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "changed");
        SchemaRegistry registry = cluster.connection().openRegistry()) {
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

  @Test
  void registryThatTakesNoNewSchemas_doesWithThoseOfTopicsCreate() {
    try (CommandLineCluster closed = new CommandLineCluster(stack, "closed")) {
      // Given
      String asItIs = "--auto-register-schemas=false";
      closed.start("train", asItIs, "--snapshot-every", "640", "--instance", "one");
      closed.start("score", asItIs, "--instance", "one");
      closed.start("monitor", asItIs, "--instance", "one", "--window", "1");

      // When
      String[] samples = {
        "produce", asItIs, "--source", "digits", "--samples", "640", "--rate", "max"
      };
      closed.run(samples);
      assertThat(closed.watch("snapshots", 1)).hasSize(1);
      String[] images = {
        "produce", asItIs, "--to", "examples", "--source", "digits", "--samples", "100"
      };
      closed.run(images);

      // Then
      assertThat(closed.watch("predictions", 100)).hasSize(100);
      assertThat(closed.watch("accuracy", 1)).hasSize(1);
    }
  }

  @Test
  void registryThatTakesNoNewSchemas_andHasNone_isToldWithTheCommandThatMendsIt() {
    // Given: topics, and no schemas
    Connection connection = stack.connection();
    try (Admin admin = connection.openAdmin()) {
      new TopicAdmin(admin, new Pipeline("bare")).create(1, (short) 1);
    }

    // When
    ThalwegProcess refused =
        ThalwegProcess.run(
            stack.home(),
            CommandLineCluster.LONG,
            "produce",
            "--auto-register-schemas=false",
            "--source",
            "digits",
            "--samples",
            "10",
            "--pipeline",
            "bare",
            "--bootstrap-server",
            connection.bootstrapServer(),
            "--schema-registry",
            connection.schemaRegistry());

    // Then
    assertThat(refused.exitCode()).as(refused.describe()).isEqualTo(1);
    assertThat(refused.err())
        .contains("The schema of bare.samples is not registered")
        .contains("thalweg topics create")
        .doesNotContain("\tat ");
  }
}
