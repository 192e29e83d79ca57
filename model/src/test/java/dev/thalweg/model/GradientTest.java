package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels' gradient against central differences of the double-precision reference. */
class GradientTest {

  private static final int BATCH = 6;

  static List<Arguments> cases() {
    var cases = new ArrayList<Arguments>();
    for (Activation activation : Activation.values()) {
      for (String end : Everything.ends(3)) {
        for (double l2 : new double[] {0, 0.03}) {
          for (double dropout : new double[] {0, 0.4}) {
            String name = activation.text();
            String first = dropout == 0 ? name : name + ",dropout=" + dropout;
            cases.add(
                Arguments.of("4x5 dense(7,%s) dense(9,%s) %s".formatted(first, name, end), l2));
          }
        }
      }
    }
    for (String layers :
        List.of(
            "4x5 conv(2,3x3,relu)",
            "5x4x2 conv(3,2x4,tanh) pool(2x1) conv(2,2x1,sigmoid) dense(4,tanh,dropout=0.5)",
            "6x6 pool(3x2) norm conv(2,1x1,identity) flatten norm",
            "4x4x3 norm conv(2,4x4,tanh) norm pool(2x2)",
            "8x9 conv(2,3x3,tanh) pool(2x3) conv(2,3x2,tanh) pool(2x1)",
            "9x8 conv(2,3x3,tanh) pool(2x2) conv(2,2x3,tanh) pool(4x2)",
            "8x4 conv(2,3x3,tanh) conv(2,3x3,tanh) pool(2x2) pool(2x1)",
            "7 norm dense(5,tanh) flatten norm",
            "2x2x2x2 flatten dense(4,relu)")) {
      for (String end : Everything.ends(3)) {
        cases.add(Arguments.of(layers + " " + end, 0.02));
      }
    }
    cases.add(Arguments.of("4x5 dense(3,softmax) cross_entropy", 0.01));
    cases.add(
        Arguments.of("4x5 dense(6,tanh,dropout=0.5) dense(3,linear) mean_squared_error", 0.0));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradient_equalsCentralDifferences(String text, double l2) {
    // Given
    var architecture = Architecture.parse(text);
    var h =
        Preset.named("online")
            .hyperparameters()
            .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
            .with(Hyperparameters.L2, l2)
            .with(Hyperparameters.SEED, 5L);
    var samples = new Samples(architecture, BATCH, 11).next();
    try (var learner = new Learner(architecture, h, Datatype.UINT8)) {
      moveOffKinks(learner);
      var reference = new ReferenceNetwork(architecture, l2, new Masks(h.seed(), 0));

      // When
      float[] gradient = learner.gradient(samples.inputs, samples.targets, samples.weights);

      // Then
      double[] w = Samples.doubles(learner.parameters());
      double[] expected = reference.gradient(w, samples.pixels, samples.targets);
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) gradient[i]).as("component %d", i).isCloseTo(expected[i], within(2e-6));
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      assertThat(largest).isGreaterThan(1e-3);
    }
  }

  /** Biases of 0 put a ReLU exactly on its kink when all it reads was dropped. */
  private static void moveOffKinks(Learner learner) {
    ByteBuffer state = ByteBuffer.allocate(learner.stateBytes()).order(ByteOrder.LITTLE_ENDIAN);
    learner.writeState(state);
    var random = new Random(13);
    for (int i = 0; i < learner.architecture().parameterCount(); i++) {
      int at = 3 * Long.BYTES + 4 * i;
      state.putFloat(at, state.getFloat(at) + 0.1f * random.nextFloat() - 0.05f);
    }
    learner.readState(state.rewind());
  }

  /** Large enough for oneDNN's products, which the small networks above don't reach. */
  @ParameterizedTest
  @MethodSource("largeCases")
  void gradient_isTheSameThroughBothLibraries(String text, int batch) {
    // Given
    var architecture = Architecture.parse(text);
    var h = Preset.named("online").hyperparameters().with(Hyperparameters.BATCH_SIZE, (long) batch);
    var samples = new Samples(architecture, batch, 3).next();
    try (var learner = new Learner(architecture, h, Datatype.UINT8)) {

      // When
      float[] gradient = learner.gradient(samples.inputs, samples.targets, samples.weights);

      // Then: a directional derivative, since single ones would take long
      double[] w = Samples.doubles(learner.parameters());
      var random = new Random(9);
      var reference = new ReferenceNetwork(architecture, 0, null);
      double[] direction = random.doubles(w.length, -1, 1).toArray();
      double expected = slope(reference, w, direction, samples);
      double actual = 0;
      for (int i = 0; i < w.length; i++) {
        actual += direction[i] * gradient[i];
      }
      assertThat(actual).isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
      assertThat(Math.abs(expected)).isGreaterThan(1e-3);
    }
  }

  static List<Arguments> largeCases() {
    return List.of(
        Arguments.of("28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy", 64),
        Arguments.of(
            "28x28 conv(8,3x3,relu) pool(2x2) conv(16,3x3,relu) pool(2x2) dense(10,softmax)"
                + " cross_entropy",
            21),
        Arguments.of(
            "28x28 conv(4,3x3,relu) pool(2x2) conv(6,5x3,relu) pool(3x2) dense(10,softmax)"
                + " cross_entropy",
            34),
        Arguments.of(
            "28x28 dense(128,tanh) dense(96,sigmoid) dense(10,softmax) cross_entropy", 48));
  }

  private static double slope(
      ReferenceNetwork reference, double[] w, double[] direction, Samples samples) {
    double h = 1e-7;
    double[] moved = new double[w.length];
    double[] ends = new double[2];
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < w.length; i++) {
        moved[i] = w[i] + (side == 0 ? -h : h) * direction[i];
      }
      ends[side] = reference.objective(moved, samples.pixels, samples.targets);
    }
    return (ends[1] - ends[0]) / (2 * h);
  }
}
