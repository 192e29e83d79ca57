package dev.thalweg.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The exported graph in the reference runtime computes what the classifier computes. */
@DisabledOnOs(
    value = OS.MAC,
    architectures = "x86_64",
    disabledReason = "ONNX Runtime has no native library for it any more")
class OnnxRuntimeTest {
  private static final int EXAMPLES = 1_000;

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private static byte[] written(ExportedModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportFormat.ONNX.write(model, out);
    return out.toByteArray();
  }

  /** Examples as their bytes stand in a record. */
  private static OnnxTensor tensor(ExportedModel model, byte[] data, int count)
      throws OrtException {
    Architecture architecture = model.parameters().architecture();
    Datatype datatype = model.datatype();
    int bytes = count * architecture.inputs() * datatype.bytes();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(data, 0, bytes).flip();
    long[] shape =
        LongStream.concat(
                LongStream.of(count),
                architecture.shape().dimensions().stream().mapToLong(Integer::longValue))
            .toArray();
    return switch (datatype) {
      case UINT8 -> OnnxTensor.createTensor(ENVIRONMENT, direct, shape, OnnxJavaType.UINT8);
      case FP32 -> OnnxTensor.createTensor(ENVIRONMENT, direct.asFloatBuffer(), shape);
    };
  }

  /** The bytes of examples; where they are float32, from about -3 to 3. */
  private static byte[] drawn(Datatype datatype, int numbers) {
    Random random = new Random(3);
    ByteBuffer data =
        ByteBuffer.allocate(numbers * datatype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers; i++) {
      switch (datatype) {
        case UINT8 -> data.put((byte) random.nextInt(256));
        case FP32 -> data.putFloat((float) random.nextGaussian());
      }
    }
    return data.array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "UINT8; 28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy",
        "UINT8; 28x28 dense(64,tanh) dense(32,sigmoid,dropout=0.5) dense(10,softmax)"
            + " mean_squared_error",
        "UINT8; 28x28 dense(32,identity) dense(16,identity) dense(10,softmax) cross_entropy",
        "UINT8; 28x28 dense(64,relu,dropout=0.2) dense(10,linear) mean_squared_error",
        "UINT8; 28x28 dense(10,softmax) cross_entropy",
        "UINT8; 28x28 dense(10,linear) mean_squared_error",
        "UINT8; 9x17 dense(20,sigmoid) dense(3,softmax) cross_entropy",
        "UINT8; 1x1 dense(2,softmax) cross_entropy",
        "UINT8; 8x9x3 dense(20,relu) dense(4,softmax) cross_entropy",
        "UINT8; 5 dense(20,tanh) dense(2,softmax) cross_entropy",
        "FP32; 6 dense(20,tanh) dense(3,softmax) cross_entropy",
        "FP32; 8x9x3 dense(20,relu) dense(4,softmax) cross_entropy",
        "FP32; 2x3x4x5 dense(4,linear) mean_squared_error",
        "UINT8; 28x28 conv(8,3x3,relu) pool(2x2) conv(16,3x3,relu) pool(2x2) dense(10,softmax)"
            + " cross_entropy",
        "UINT8; 9x7 conv(3,2x4,tanh) dense(3,softmax) cross_entropy",
        "UINT8; 9x7 pool(2x3) flatten dense(3,softmax) cross_entropy",
        "UINT8; 9x7x1 conv(1,1x1,sigmoid) flatten norm dense(5,tanh) norm dense(2,softmax)"
            + " cross_entropy",
        "UINT8; 9x7x2 norm conv(3,9x1,identity) pool(3x1) norm pool(1x2) dense(2,linear)"
            + " mean_squared_error",
        "FP32; " + Models.PICTURES,
        "FP32; 2x3x4x5 norm dense(4,linear) mean_squared_error",
        "FP32; 6 standardize dense(20,tanh) dense(1,scaled) huber(1)",
        "UINT8; 9x7x1 conv(1,1x1,sigmoid) dense(1,linear) mean_absolute_error"
      })
  void outputs_areTheClassifiers(Datatype datatype, String text) throws Exception {
    assertSameOutputs(Models.drawn(text, datatype));
  }

  @Test
  void numbersOfALargeScale_areTheClassifiers() throws Exception {
    ExportedModel drawn =
        Models.drawn("6 standardize dense(20,relu) dense(1,scaled) huber(1)", Datatype.FP32);
    Architecture architecture = drawn.parameters().architecture();
    float[] values = drawn.parameters().values().clone();
    Arrays.fill(values, 6, 12, 0.5f);
    values[values.length - 2] = 250_000;
    values[values.length - 1] = 40_000;

    assertSameOutputs(ExportedModel.of(Parameters.of(architecture, values), drawn.metadata()));
  }

  @ParameterizedTest
  @EnumSource
  void outputs_areThoseOfTheRoundedParameters(Dtype dtype) throws Exception {
    for (ExportedModel model :
        List.of(
            Models.drawn("28x28 dense(32,relu) dense(10,softmax) cross_entropy").as(dtype),
            Models.drawn(Models.PICTURES, Datatype.FP32).as(dtype))) {
      assertOutputs(model, OptLevel.BASIC_OPT, 1e-5);
      // further on, the runtime quantises what it multiplies int8 weights with
      assertOutputs(model, OptLevel.ALL_OPT, dtype == Dtype.INT8 ? 1e-2 : 1e-5);
    }
  }

  private static void assertSameOutputs(ExportedModel model) throws Exception {
    assertOutputs(model, OptLevel.ALL_OPT, 1e-5);
  }

  private static void assertOutputs(ExportedModel model, OptLevel level, double tolerance)
      throws Exception {
    // Given
    Datatype datatype = model.datatype();
    Architecture architecture = model.parameters().architecture();
    int classes = architecture.classes();
    byte[] data = drawn(datatype, EXAMPLES * architecture.inputs());
    float[] inputs = new float[EXAMPLES * architecture.inputs()];
    datatype.inputs(ByteBuffer.wrap(data), inputs, 0, false);
    float[] expected = new float[EXAMPLES * classes];
    try (Classifier classifier = new Classifier(architecture, EXAMPLES)) {
      classifier.score(model.parameters(), inputs, EXAMPLES, expected);
    }

    // When: all at once, and the first alone, by the same file
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = session(model, options, level);
        OnnxTensor all = tensor(model, data, EXAMPLES);
        OnnxTensor first = tensor(model, data, 1);
        OrtSession.Result results = session.run(Map.of(OnnxGraph.EXAMPLES, all));
        OrtSession.Result single = session.run(Map.of(OnnxGraph.EXAMPLES, first))) {
      float[][] outputs = outputs(results, architecture);
      float[][] one = outputs(single, architecture);

      // Then
      assertThat(outputs).hasDimensions(EXAMPLES, classes);
      assertThat(one).hasDimensions(1, classes);
      double largest = 0;
      for (int i = 0; i < EXAMPLES; i++) {
        for (int j = 0; j < classes; j++) {
          float wanted = expected[i * classes + j];
          largest =
              Math.max(largest, Math.abs(outputs[i][j] - wanted) / Math.max(1, Math.abs(wanted)));
        }
      }
      if (!architecture.isRegression()) {
        assertLabels((long[]) results.get(OnnxGraph.LABEL).orElseThrow().getValue(), outputs);
      }
      for (int j = 0; j < classes; j++) {
        largest =
            Math.max(
                largest, Math.abs(one[0][j] - expected[j]) / Math.max(1, Math.abs(expected[j])));
      }
      assertThat(largest).isLessThan(tolerance);
      assertThat(spread(expected, classes)).as("the examples differ").isGreaterThan(1e-3);
      assertThat(architecture.output() != Output.SOFTMAX || isDistribution(outputs[0])).isTrue();
    }
  }

  /** Probabilities, or of each example a row of the one number. */
  private static float[][] outputs(OrtSession.Result result, Architecture architecture)
      throws OrtException {
    if (!architecture.isRegression()) {
      return (float[][]) result.get(OnnxGraph.PROBABILITIES).orElseThrow().getValue();
    }
    float[] values = (float[]) result.get(OnnxGraph.VALUE).orElseThrow().getValue();
    return IntStream.range(0, values.length)
        .mapToObj(i -> new float[] {values[i]})
        .toArray(float[][]::new);
  }

  private static void assertLabels(long[] labels, float[][] outputs) {
    for (int i = 0; i < labels.length; i++) {
      assertThat(labels[i]).isEqualTo(best(outputs[i]));
    }
  }

  private static OrtSession session(
      ExportedModel model, OrtSession.SessionOptions options, OptLevel level)
      throws IOException, OrtException {
    options.setOptimizationLevel(level);
    return ENVIRONMENT.createSession(written(model), options);
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
      TensorInfo input = (TensorInfo) session.getInputInfo().get(OnnxGraph.EXAMPLES).getInfo();
      assertThat(input.type).isEqualTo(OnnxJavaType.UINT8);
      assertThat(input.getShape()).containsExactly(-1, 3, 5);
      TensorInfo output = (TensorInfo) session.getOutputInfo().get(OnnxGraph.LABEL).getInfo();
      assertThat(output.type).isEqualTo(OnnxJavaType.INT64);
      assertThat(output.getShape()).containsExactly(-1);
    }
  }
}
