package dev.thalweg.integration.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.model.export.ExportFormat;
import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * An exported snapshot is the one that the scorer serves: in bits, and in what it says of images.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
@DisabledOnOs(
    value = OS.MAC,
    architectures = "x86_64",
    disabledReason = "ONNX Runtime has no native library for it any more")
class ExportIT {
  private static final int IMAGES = 200;
  private static final int SIDE = 28;

  @Parameter TestStack stack;
  @TempDir Path home;

  @Test
  void exportedSnapshot_saysOfEveryImageWhatTheScorerSays() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "exported")) {
      // Given: two snapshots, and images that the second has scored
      cluster.run("produce", "--source", "digits", "--samples", "2100", "--rate", "max");
      cluster.startService("train", "--snapshot-every", "1000", "--instance", "one");
      JsonNode served = cluster.watch("snapshots", 2).get(1).get("value");
      cluster.startService("score", "--instance", "one");
      cluster.run(
          "produce",
          "--to",
          "examples",
          "--source",
          "digits",
          "--samples",
          "" + IMAGES,
          "--rate",
          "max",
          "--label-delay",
          "0");
      List<Prediction> predictions =
          read(cluster.connection(), "exported.predictions", Prediction.class);
      Map<String, Example> images =
          read(cluster.connection(), "exported.examples", Example.class).stream()
              .collect(Collectors.toMap(Example::getId, Function.identity()));

      // When
      Path tensors = home.resolve("newest.safetensors");
      Path graph = home.resolve("served");
      CommandOutcome said = cluster.run("snapshots", "export", "--out", tensors.toString());
      String version = served.get("version").asText();
      cluster.run(
          "snapshots", "export", "--version", version, "--format", "onnx", "--out", "" + graph);

      // Then: both files hold that snapshot
      ExportedModel fromTensors = ExportFormat.SAFETENSORS.read(tensors);
      assertThat(fromTensors).isEqualTo(ExportFormat.ONNX.read(graph));
      assertThat(fromTensors.metadata())
          .containsEntry("version", version)
          .containsEntry("sha256", served.get("sha256").asText())
          .containsEntry("contentSha256", served.get("contentSha256").asText());
      assertThat(said.out())
          .contains("newest.safetensors: %,d bytes".formatted(Files.size(tensors)))
          .contains("version " + version)
          .contains(served.get("sha256").asText());

      // Then: the runtime says what the scorer said
      assertThat(predictions).hasSize(IMAGES);
      assertThat(predictions)
          .extracting(Prediction::getSha256)
          .containsOnly(served.get("sha256").asText());
      assertSameAnswers(graph, images, predictions);

      // When, then: a version that is not there leaves the file alone
      byte[] before = Files.readAllBytes(tensors);
      String[] again = {"snapshots", "export", "--out", tensors.toString(), "--force"};
      CommandOutcome refused = cluster.runToEnd(concat(again, "--version", "7"));
      assertThat(refused.exitCode()).as(refused.describe()).isEqualTo(1);
      assertThat(refused.err())
          .contains("There is no version 7; there are ")
          .doesNotContain("\tat ");
      assertThat(tensors).hasBinaryContent(before);

      // When, then: the same snapshot gives the same file
      cluster.run(again);
      assertThat(tensors).hasBinaryContent(before);

      // When, then: a record that is no snapshot hinders nobody, and verify finds it
      sendGarbage(cluster.connection(), new Pipeline("exported"));
      cluster.run(again);
      assertThat(tensors).hasBinaryContent(before);
      CommandOutcome verify = cluster.runToEnd("verify");
      assertThat(verify.exitCode()).as(verify.describe()).isEqualTo(1);
      assertThat(verify.out()).startsWith("DIFFERENT").contains("is no snapshot");
    }
  }

  private static void sendGarbage(Connection connection, Pipeline pipeline) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  pipeline.topic(PipelineTopic.SNAPSHOTS),
                  SnapshotRing.key(pipeline.model(), 9),
                  new byte[] {1, 2, 3}))
          .get();
    }
  }

  private static String[] concat(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  private static void assertSameAnswers(
      Path graph, Map<String, Example> images, List<Prediction> predictions) throws OrtException {
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(IMAGES * SIDE * SIDE).order(ByteOrder.nativeOrder());
    predictions.forEach(made -> pixels.put(images.get(made.getId()).getData().duplicate()));
    pixels.flip();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {IMAGES, SIDE, SIDE};
    try (OrtSession session = environment.createSession(graph.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
        OrtSession.Result results = session.run(Map.of("examples", input))) {
      float[][] probabilities = (float[][]) results.get("probabilities").orElseThrow().getValue();
      long[] labels = (long[]) results.get("label").orElseThrow().getValue();
      for (int i = 0; i < IMAGES; i++) {
        Prediction scored = predictions.get(i);
        double largest = 0;
        for (int j = 0; j < probabilities[i].length; j++) {
          largest =
              Math.max(largest, Math.abs(probabilities[i][j] - scored.getProbabilities().get(j)));
        }
        assertThat(largest).as("image %s", scored.getId()).isLessThan(1e-5);
        assertThat(labels[i]).as("image %s", scored.getId()).isEqualTo(scored.getLabel());
      }
    }
  }

  /** The first records of a topic; waits for them. */
  private static <T extends SpecificRecord> List<T> read(
      Connection connection, String topic, Class<T> type) throws Exception {
    Map<String, Object> config = connection.clientConfig();
    config.put("isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(topic, 0);
    List<T> values = new ArrayList<>();
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      AvroDecoder<T> decoder =
          AvroDecoder.of(registry, type.getDeclaredConstructor().newInstance().getSchema());
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + CommandLineCluster.LONG.toNanos();
      while (values.size() < IMAGES && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(decoder.decode(record.value()));
        }
      }
    }
    return values;
  }
}
