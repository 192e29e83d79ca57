package dev.thalweg.integration.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.RowsOfNumbers;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** What the service says of images is what another runtime says of them by the exported model. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
@DisabledOnOs(
    value = OS.MAC,
    architectures = "x86_64",
    disabledReason = "ONNX Runtime has no native library for it any more")
class HttpScoringIT {
  private static final int IMAGES = 100;
  private static final int SIDE = 28;
  private static final Pattern ADDRESS = Pattern.compile("HTTP is answered on (http://\\S+:\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  @Parameter TestStack stack;
  @TempDir Path home;

  @Test
  void answersOverHttp_areThoseOfTheExportedModel() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "overhttp")) {
      // Given
      cluster.run("produce", "--source", "digits", "--samples", "4100", "--rate", "max");
      cluster.startService("train", "--snapshot-every", "2000", "--instance", "one");
      List<JsonNode> ring = cluster.watchRing(2);
      JsonNode served = ring.get(1).get("value");
      ThalwegProcess scorer =
          cluster.startService("score", "--instance", "one", "--http-port", "0");
      URI address = address(scorer);
      byte[][] images = images();

      // When
      JsonNode inferred =
          post(address.resolve("/v2/models/overhttp/infer"), "application/json", inferBody(images));
      JsonNode classified =
          post(address.resolve("/classify"), "application/octet-stream", images[0]);
      JsonNode asPicture = post(address.resolve("/classify"), "image/png", png(images[0]));
      long earlier = ring.get(0).at("/value/version").asLong();
      JsonNode byEarlier =
          post(
              address.resolve("/v2/models/overhttp/versions/%d/infer".formatted(earlier)),
              "application/json",
              inferBody(images));
      Path graph = home.resolve("served.onnx");
      cluster.run("snapshots", "export", "--out", graph.toString());

      // Then
      assertThat(inferred.at("/parameters/sha256").asText())
          .isEqualTo(served.get("sha256").asText());
      assertThat(classified.get("version")).isEqualTo(served.get("version"));
      assertSameAnswers(graph, images, inferred, classified);
      assertThat(asPicture.get("probabilities")).isEqualTo(classified.get("probabilities"));
      assertThat(byEarlier.at("/parameters/sha256").asText())
          .isEqualTo(ring.get(0).at("/value/sha256").asText());
      assertThat(byEarlier.get("outputs")).isNotEqualTo(inferred.get("outputs"));
      assertThat(get(address.resolve("/v2/models/overhttp/versions/17")))
          .contains("there is %d, %s".formatted(earlier, served.get("version")));
      assertThat(get(address.resolve("/metrics")))
          .contains("thalweg_scorer_served_version{model=\"overhttp\"} " + served.get("version"))
          .contains("kafka_consumer_");

      // When, then: it stops in order
      scorer.terminate();
      assertThat(scorer.awaitExit(CommandLineCluster.LONG)).as(scorer.describe()).isIn(0, 143);
    }
  }

  @Test
  void rowsOfNumbers_areAnsweredAsTheExportedModelDoes() throws Exception {
    Path data = RowsOfNumbers.write(home.resolve("rows"), 4_100);
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "rowsoverhttp")) {
      // Given: a model of float32 values
      cluster.run("produce", "--source", "idx", "--data", "" + data, "--rate", "max");
      cluster.startService(
          "train",
          "--shape",
          "4",
          "--datatype",
          "FP32",
          "--classes",
          "3",
          "--preset",
          "online",
          "--snapshot-every",
          "2000",
          "--instance",
          "one");
      cluster.watchRing(2);
      URI address = address(cluster.startService("score", "--http-port", "0"));
      float[][] rows = rows();

      // When
      JsonNode model = JSON.readTree(get(address.resolve("/v2/models/rowsoverhttp")));
      JsonNode inferred =
          post(
              address.resolve("/v2/models/rowsoverhttp/infer"),
              "application/json",
              inferBody(rows));
      HttpResponse<String> classified =
          client.send(
              HttpRequest.newBuilder(address.resolve("/classify"))
                  .POST(BodyPublishers.ofByteArray(new byte[4]))
                  .build(),
              BodyHandlers.ofString());
      Path graph = home.resolve("rows.onnx");
      cluster.run("snapshots", "export", "--out", graph.toString());

      // Then
      assertThat(model.get("inputs").toString())
          .isEqualTo("[{\"name\":\"examples\",\"datatype\":\"FP32\",\"shape\":[-1,4]}]");
      assertThat(inferred.at("/outputs/1/data"))
          .extracting(JsonNode::asInt)
          .containsExactlyElementsOf(
              IntStream.range(0, IMAGES).map(RowsOfNumbers::label).boxed().toList());
      assertSameAnswers(graph, rows, inferred);
      assertThat(classified.statusCode()).isEqualTo(415);
      assertThat(classified.body()).contains("/v2/models/rowsoverhttp/infer", "[n,4]");
    }
  }

  private static float[][] rows() {
    float[][] rows = new float[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      rows[i] = RowsOfNumbers.row(i);
    }
    return rows;
  }

  private static URI address(ThalwegProcess scorer) {
    Matcher printed = ADDRESS.matcher(scorer.err());
    assertThat(printed.find()).as(scorer.describe()).isTrue();
    return URI.create(printed.group(1));
  }

  private static byte[][] images() {
    ExampleSource digits = new GeneratedDigits(7, Split.TEST);
    byte[][] images = new byte[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      images[i] = digits.at(i).data();
    }
    return images;
  }

  private static byte[] png(byte[] pixels) throws IOException {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", file)).isTrue();
    return file.toByteArray();
  }

  private static byte[] inferBody(byte[][] images) {
    StringJoiner data = new StringJoiner(",");
    for (byte[] image : images) {
      for (byte pixel : image) {
        data.add(Integer.toString(pixel & 0xff));
      }
    }
    return """
    {"inputs": [{"name": "examples", "shape": [%d, 28, 28], "datatype": "UINT8",
      "data": [%s]}]}\
    """
        .formatted(images.length, data)
        .getBytes(UTF_8);
  }

  private static byte[] inferBody(float[][] rows) {
    return """
    {"inputs": [{"name": "examples", "shape": [%d, 4], "datatype": "FP32", "data": %s}]}\
    """
        .formatted(rows.length, Arrays.deepToString(rows))
        .getBytes(UTF_8);
  }

  private JsonNode post(URI uri, String contentType, byte[] body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static void assertSameAnswers(Path graph, float[][] rows, JsonNode inferred)
      throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(graph.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result results = session.run(Map.of("examples", input))) {
      float[][] probabilities = (float[][]) results.get("probabilities").orElseThrow().getValue();
      for (int i = 0; i < rows.length; i++) {
        for (int c = 0; c < RowsOfNumbers.CLASSES; c++) {
          assertThat(inferred.at("/outputs/0/data/" + (i * RowsOfNumbers.CLASSES + c)).floatValue())
              .as("row %d, class %d", i, c)
              .isCloseTo(probabilities[i][c], within(1e-5f));
        }
      }
    }
  }

  private static void assertSameAnswers(
      Path graph, byte[][] images, JsonNode inferred, JsonNode classified) throws Exception {
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(IMAGES * SIDE * SIDE).order(ByteOrder.nativeOrder());
    for (byte[] image : images) {
      pixels.put(image);
    }
    pixels.flip();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {IMAGES, SIDE, SIDE};
    try (OrtSession session = environment.createSession(graph.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
        OrtSession.Result results = session.run(Map.of("examples", input))) {
      float[][] probabilities = (float[][]) results.get("probabilities").orElseThrow().getValue();
      long[] labels = (long[]) results.get("label").orElseThrow().getValue();
      for (int i = 0; i < IMAGES; i++) {
        for (int c = 0; c < 10; c++) {
          assertThat(inferred.at("/outputs/0/data/" + (i * 10 + c)).floatValue())
              .as("image %d, class %d", i, c)
              .isCloseTo(probabilities[i][c], within(1e-5f));
        }
        assertThat(inferred.at("/outputs/1/data/" + i).asLong()).isEqualTo(labels[i]);
      }
      assertThat(classified.get("label").asLong()).isEqualTo(labels[0]);
    }
  }
}
