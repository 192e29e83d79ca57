package dev.thalweg.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported graph in the reference runtime computes what the classifier computes. */
@DisabledOnOs(
    value = OS.MAC,
    architectures = "x86_64",
    disabledReason = "ONNX Runtime has no native library for it any more")
class OnnxRuntimeTest {
  private static final int IMAGES = 1_000;

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private static byte[] written(ExportedModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportFormat.ONNX.write(model, out);
    return out.toByteArray();
  }

  private static OnnxTensor images(Architecture architecture, byte[] pixels, int count)
      throws OrtException {
    ByteBuffer direct =
        ByteBuffer.allocateDirect(count * architecture.inputs()).order(ByteOrder.nativeOrder());
    direct.put(pixels, 0, count * architecture.inputs()).flip();
    long[] shape = {count, architecture.height(), architecture.width()};
    return OnnxTensor.createTensor(ENVIRONMENT, direct, shape, OnnxJavaType.UINT8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy",
        "28x28 dense(64,tanh) dense(32,sigmoid,dropout=0.5) dense(10,softmax) mean_squared_error",
        "28x28 dense(32,identity) dense(16,identity) dense(10,softmax) cross_entropy",
        "28x28 dense(64,relu,dropout=0.2) dense(10,linear) mean_squared_error",
        "28x28 dense(10,softmax) cross_entropy",
        "28x28 dense(10,linear) mean_squared_error",
        "9x17 dense(20,sigmoid) dense(3,softmax) cross_entropy",
        "1x1 dense(2,softmax) cross_entropy"
      })
  void outputs_areTheClassifiers(String text) throws Exception {
    // Given
    ExportedModel model = Models.drawn(text);
    Architecture architecture = model.parameters().architecture();
    int classes = architecture.classes();
    byte[] pixels = new byte[IMAGES * architecture.inputs()];
    new Random(3).nextBytes(pixels);
    float[] expected = new float[IMAGES * classes];
    try (Classifier classifier = new Classifier(architecture, IMAGES)) {
      classifier.score(model.parameters(), pixels, IMAGES, expected);
    }

    // When: all at once, and the first alone, by the same file
    try (OrtSession session = ENVIRONMENT.createSession(written(model));
        OnnxTensor all = images(architecture, pixels, IMAGES);
        OnnxTensor first = images(architecture, pixels, 1);
        OrtSession.Result results = session.run(Map.of(OnnxGraph.IMAGES, all));
        OrtSession.Result single = session.run(Map.of(OnnxGraph.IMAGES, first))) {
      float[][] outputs = (float[][]) results.get(OnnxGraph.PROBABILITIES).orElseThrow().getValue();
      long[] labels = (long[]) results.get(OnnxGraph.LABEL).orElseThrow().getValue();
      float[][] one = (float[][]) single.get(OnnxGraph.PROBABILITIES).orElseThrow().getValue();

      // Then
      assertThat(outputs).hasDimensions(IMAGES, classes);
      assertThat(one).hasDimensions(1, classes);
      double largest = 0;
      for (int i = 0; i < IMAGES; i++) {
        for (int j = 0; j < classes; j++) {
          largest = Math.max(largest, Math.abs(outputs[i][j] - expected[i * classes + j]));
        }
        assertThat(labels[i]).isEqualTo(best(outputs[i]));
      }
      for (int j = 0; j < classes; j++) {
        largest = Math.max(largest, Math.abs(one[0][j] - expected[j]));
      }
      assertThat(largest).isLessThan(1e-5);
      assertThat(spread(expected, classes)).as("the images differ").isGreaterThan(1e-3);
      assertThat(architecture.output() == Output.LINEAR || isDistribution(outputs[0])).isTrue();
    }
  }

  private static int best(float[] row) {
    int best = 0;
    for (int j = 1; j < row.length; j++) {
      best = row[j] > row[best] ? j : best;
    }
    return best;
  }

  /** How far the outputs of the first class lie apart. */
  private static double spread(float[] outputs, int classes) {
    double least = outputs[0];
    double most = outputs[0];
    for (int i = 0; i < outputs.length; i += classes) {
      least = Math.min(least, outputs[i]);
      most = Math.max(most, outputs[i]);
    }
    return most - least;
  }

  private static boolean isDistribution(float[] row) {
    double sum = 0;
    for (float probability : row) {
      sum += probability;
    }
    return Math.abs(sum - 1) < 1e-5;
  }

  @Test
  void file_tellsWhereItComesFrom() throws Exception {
    // Given
    ExportedModel model = Models.drawn(Models.SMALL);

    // When
    try (OrtSession session = ENVIRONMENT.createSession(written(model))) {

      // Then
      assertThat(session.getMetadata().getProducerName()).isEqualTo("thalweg");
      assertThat(session.getMetadata().getVersion()).isEqualTo(60_000);
      assertThat(session.getMetadata().getGraphName()).isEqualTo("digits");
      assertThat(session.getMetadata().getCustomMetadata()).isEqualTo(model.metadata());
      TensorInfo input = (TensorInfo) session.getInputInfo().get(OnnxGraph.IMAGES).getInfo();
      assertThat(input.type).isEqualTo(OnnxJavaType.UINT8);
      assertThat(input.getShape()).containsExactly(-1, 3, 5);
      TensorInfo output = (TensorInfo) session.getOutputInfo().get(OnnxGraph.LABEL).getInfo();
      assertThat(output.type).isEqualTo(OnnxJavaType.INT64);
      assertThat(output.getShape()).containsExactly(-1);
    }
  }
}
