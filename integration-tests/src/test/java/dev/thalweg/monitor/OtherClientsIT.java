package dev.thalweg.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Predictions and labels as producers of other languages write them. */
@OnEachStack(containersByDefault = false)
class OtherClientsIT {
  private static final Pipeline PIPELINE = new Pipeline("other-clients");
  private static final int PREDICTIONS_PARTITIONS = 3;
  private static final int LABELS_PARTITIONS = 2;
  private static final int IMAGES = 600;

  @Parameter TestStack stack;
  @TempDir Path stateDir;

  @Test
  void images_areMatched_whateverTheirPartitionsKeysAndCodecs() throws Exception {
    // Given
    Connection connection = stack.connection();
    stack.createTopics(PIPELINE);
    morePartitions(connection);
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> zstd = producer(connection, "zstd", null);
        KafkaProducer<byte[], byte[]> snappy = producer(connection, "snappy", null);
        KafkaProducer<byte[], byte[]> transactional = producer(connection, "gzip", "labeller");
        KafkaProducer<byte[], byte[]> undecided = producer(connection, "none", "undecided");
        CountedTotal total = new CountedTotal(connection, PIPELINE);
        Monitor monitor = new Monitor(MonitorConfig.of(connection, PIPELINE, stateDir, "one"))) {
      monitor.start();
      Labels labels = new Labels(registry);

      // When: keys placed by CRC32, as librdkafka does; some null, some not even text
      AvroSerializer<Prediction> predictions = new AvroSerializer<>(registry);
      String topic = PIPELINE.topic(PipelineTopic.PREDICTIONS);
      for (int i = 0; i < IMAGES; i++) {
        byte[] value = predictions.serialize(topic, prediction(i));
        byte[] key = i % 3 == 0 ? null : i % 3 == 1 ? binary(i) : id(i).getBytes(UTF_8);
        send(zstd, new ProducerRecord<>(topic, crc32(i, PREDICTIONS_PARTITIONS), key, value));
      }
      transactional.initTransactions();
      undecided.initTransactions(); // stays open until the end
      undecided.beginTransaction();
      undecided.send(labels.record(0, classOf(0), LABELS_PARTITIONS)).get();
      transactional.beginTransaction();
      for (int i = 0; i < IMAGES; i++) {
        send(transactional, labels.record(i, 9, LABELS_PARTITIONS)); // wrong, and taken back
      }
      transactional.flush();
      transactional.abortTransaction();
      transactional.beginTransaction();
      for (int i = 1; i < IMAGES / 2; i++) {
        send(transactional, labels.record(i, classOf(i), LABELS_PARTITIONS));
      }
      transactional.commitTransaction();
      for (int i = IMAGES / 2; i < IMAGES; i++) {
        send(snappy, labels.record(i, classOf(i), LABELS_PARTITIONS));
      }
      snappy.flush();
      zstd.flush();
      undecided.commitTransaction();

      // Then
      total.awaitLabelled(IMAGES);
      total.assertIs(IMAGES, IMAGES);
      assertThat(monitor.completion()).isNotDone();
      assertThat(arrivalsPartitions(connection)).isEqualTo(PREDICTIONS_PARTITIONS);
    }
  }

  private static String id(int i) {
    return "image " + i;
  }

  /** The class of an image. */
  private static int classOf(int i) {
    return i % 9;
  }

  private static byte[] binary(int i) {
    return new byte[] {(byte) 0xff, 0, (byte) i, (byte) (i >> 8)};
  }

  private static int crc32(int i, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(id(i).getBytes(UTF_8));
    return (int) (crc.getValue() % partitions);
  }

  private static Prediction prediction(int i) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Prediction(
        id(i),
        PIPELINE.model(),
        1L,
        "",
        classOf(i),
        List.of(),
        now,
        now,
        "another language",
        null,
        null);
  }

  /** Labels of a wider schema, which is registered under a subject of its own. */
  private static final class Labels {
    private final String topic = PIPELINE.topic(PipelineTopic.LABELS);
    private final Schema schema;
    private final int id;

    Labels(SchemaRegistry registry) {
      String text =
          Label.getClassSchema()
              .toString()
              .replaceFirst(
                  "\"fields\":\\[",
                  "\"fields\":[{\"name\":\"annotator\",\"type\":[\"null\",\"string\"]},");
      schema = new Schema.Parser().parse(text);
      id = registry.register(topic + "-" + schema.getFullName(), schema);
    }

    ProducerRecord<byte[], byte[]> record(int image, int label, int partitions) throws IOException {
      GenericRecord value = new GenericData.Record(schema);
      value.put("annotator", "somebody");
      value.put("id", id(image));
      value.put("label", label);
      value.put("labelledAt", Instant.now().toEpochMilli());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(schema).write(value, encoder);
      encoder.flush();
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic, crc32(image, partitions), id(image).getBytes(UTF_8), out.toByteArray());
      record.headers().add("traceparent", "00-aa-bb-01".getBytes(UTF_8)).add("empty", null);
      return record;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(
      Connection connection, String codec, String transactionalId) {
    Map<String, Object> config = new HashMap<>(connection.clientConfig());
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
    if (transactionalId != null) {
      config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    }
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<RecordMetadata> unused = producer.send(record);
  }

  private static void morePartitions(Connection connection) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin
          .createPartitions(
              Map.of(
                  PIPELINE.topic(PipelineTopic.PREDICTIONS),
                  NewPartitions.increaseTo(PREDICTIONS_PARTITIONS),
                  PIPELINE.topic(PipelineTopic.LABELS),
                  NewPartitions.increaseTo(LABELS_PARTITIONS)))
          .all()
          .get();
    }
  }

  private static int arrivalsPartitions(Connection connection) throws Exception {
    String topic = AccuracyTopology.arrivals(PIPELINE.group("monitor"));
    try (Admin admin = connection.openAdmin()) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    }
  }
}
