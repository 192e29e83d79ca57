package dev.thalweg.model.kernel.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withPrecision;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.kernel.ForwardProduct;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compared with the whole products, to the last bit where that is promised. */
class SparseExamplesTest {

  private static final double SCALE = 1.0 / 255;

  private static final boolean IS_EXACT = Backend.describe().contains("onednn avx512");

  /** A layer with its first products, those that leave inputs out and the whole ones. */
  private static final class Layer implements AutoCloseable {
    private final int rows;
    private final int inputs;
    private final int units;
    private final Matrix x;
    private final Matrix w;
    private final Matrix slopes;
    private final Matrix y;
    private final Matrix gradient;
    private final SparseExamples examples;
    private final ForwardProduct forward;
    private final Product backward;
    private final float[] weights;

    Layer(int rows, int inputs, int units) {
      this.rows = rows;
      this.inputs = inputs;
      this.units = units;
      x = Matrix.zeros(rows, inputs);
      w = Matrix.zeros(inputs, units);
      slopes = Matrix.zeros(rows, units);
      y = Matrix.zeros(rows, units);
      gradient = Matrix.zeros(inputs, units);
      weights = drawn(inputs * units, 1);
      slopes.put(drawn(rows * units, 2), rows * units);
      examples = new SparseExamples(rows, inputs);
      forward = examples.make(examples.outputs(), w, y, SCALE);
      backward = examples.gradient(examples.outputs(), slopes, gradient, SCALE);
      examples.load(weights);
    }

    float[] outputs() {
      forward.run(rows);
      return copy(y);
    }

    float[] gradient() {
      backward.run();
      float[] result = drawn(inputs * units, 3);
      examples.getGradient(result);
      return result;
    }

    float[] wholeOutputs(float[] numbers) {
      x.put(numbers, numbers.length);
      w.put(weights, weights.length);
      try (ForwardProduct product = ForwardProduct.WHOLE.make(x, w, y, SCALE)) {
        product.run(rows);
        return copy(y);
      }
    }

    float[] wholeGradient(float[] numbers) {
      x.put(numbers, numbers.length);
      try (Product product = ForwardProduct.WHOLE.gradient(x, slopes, gradient, SCALE)) {
        product.run();
        return copy(gradient);
      }
    }

    private static float[] drawn(int count, long seed) {
      Random random = new Random(seed);
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = (float) random.nextGaussian();
      }
      return numbers;
    }

    private static float[] copy(Matrix matrix) {
      float[] numbers = new float[matrix.length()];
      matrix.get(numbers, numbers.length);
      return numbers;
    }

    @Override
    public void close() {
      forward.close();
      backward.close();
      examples.close();
      for (Matrix matrix : new Matrix[] {x, w, slopes, y, gradient}) {
        matrix.free();
      }
    }
  }

  private static byte[][] bytes(int rows, int inputs, long seed, IntPredicate occupied) {
    Random random = new Random(seed);
    byte[][] examples = new byte[rows][inputs];
    for (byte[] example : examples) {
      for (int i = 0; i < inputs; i++) {
        example[i] = (byte) (occupied.test(i) ? random.nextInt(256) : 0);
      }
    }
    return examples;
  }

  private static float[] floats(byte[][] examples) {
    int inputs = examples[0].length;
    float[] numbers = new float[examples.length * inputs];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = examples[i / inputs][i % inputs] & 0xff;
    }
    return numbers;
  }

  private static void assertSameBits(Layer layer, byte[][] examples) {
    float[] numbers = floats(examples);
    float[] outputs = layer.wholeOutputs(numbers);
    float[] gradient = layer.wholeGradient(numbers);
    layer.examples.read(examples);
    assertSame(layer.outputs(), outputs);
    assertSame(layer.gradient(), gradient);
    layer.examples.read(numbers);
    assertSame(layer.outputs(), outputs);
    assertSame(layer.gradient(), gradient);
  }

  private static void assertSame(float[] numbers, float[] whole) {
    if (IS_EXACT) {
      assertThat(numbers).isEqualTo(whole);
    } else {
      assertThat(numbers).containsExactly(whole, withPrecision(1e-4f));
    }
  }

  @ParameterizedTest
  @CsvSource({"32,784,128", "128,784,128", "32,300,64", "64,501,40", "16,1003,64", "8,3072,32"})
  void inputsThatAreZeroInAllExamples_changeNoSum(int rows, int inputs, int units) {
    try (Layer layer = new Layer(rows, inputs, units)) {
      for (int every = 2; every < 7; every++) {
        int by = every;

        // When
        byte[][] examples = bytes(rows, inputs, every, i -> i % by == 1 || i > inputs - 40);

        // Then
        assertSameBits(layer, examples);
      }
    }
  }

  @Test
  void minibatchesThatDifferInWhatTheyLeaveOut_doNotMix() {
    // Given
    try (Layer layer = new Layer(32, 784, 128)) {

      // When, then
      assertSameBits(layer, bytes(32, 784, 1, i -> i < 100));
      assertSameBits(layer, bytes(32, 784, 2, i -> i >= 700));
      assertSameBits(layer, bytes(32, 784, 3, i -> true));
      assertSameBits(layer, bytes(32, 784, 4, i -> i == 400));
      assertSameBits(layer, bytes(32, 784, 5, i -> false));
    }
  }

  @Test
  void magnitudeOfTheGradient_isThatOfItsNumbers() {
    // Given
    try (Layer layer = new Layer(32, 784, 128)) {
      for (IntPredicate occupied : new IntPredicate[] {i -> i % 3 == 0, i -> true}) {
        layer.examples.read(bytes(32, 784, 1, occupied));

        // When
        float[] gradient = layer.gradient();

        // Then
        double sum = 0;
        for (float number : gradient) {
          sum += Math.abs(number);
        }
        assertThat(layer.examples.gradientMagnitude()).isCloseTo(sum, withPercentage(0.1));
      }
    }
  }

  @Test
  void inputThatIsNotANumber_isNotLeftOut() {
    // Given
    try (Layer layer = new Layer(32, 784, 128)) {
      float[] numbers = floats(bytes(32, 784, 1, i -> i % 3 == 0));
      numbers[5 * 784 + 1] = Float.NaN;

      // When
      layer.examples.read(numbers);
      float[] outputs = layer.outputs();

      // Then
      assertThat(Arrays.copyOfRange(outputs, 5 * 128, 6 * 128)).containsOnly(Float.NaN);
      assertThat(Arrays.copyOf(outputs, 5 * 128)).doesNotContain(Float.NaN);
    }
  }

  @Test
  void smallLayer_readsTheWholeMinibatch() {
    // Given
    try (Layer layer = new Layer(4, 50, 8)) {

      // When
      byte[][] examples = bytes(4, 50, 1, i -> i % 3 == 0);

      // Then
      assertThat(layer.examples.parameterCount()).isZero();
      layer.examples.read(examples);
      layer.w.put(layer.weights, layer.weights.length);
      assertThat(layer.outputs()).isEqualTo(layer.wholeOutputs(floats(examples)));
    }
  }
}
