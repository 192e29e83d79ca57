package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Parameters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

  private static final Architecture TINY = Architecture.parse("1x2 dense(2,softmax) cross_entropy");

  private static Parameters drawn(Architecture architecture, long seed) {
    return Parameters.of(architecture, Initialization.HE_NORMAL.draw(architecture, seed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy",
        "9x7 dense(33,tanh) dense(20,sigmoid,dropout=0.5) dense(5,softmax) mean_squared_error",
        "9x7 dense(12,identity) dense(6,linear) mean_squared_error",
        "9x7 dense(4,softmax) cross_entropy",
        "9x7 conv(5,3x3,relu) pool(2x2) conv(7,2x3,tanh) norm dense(5,softmax) cross_entropy",
        "3x3x7 norm conv(4,3x1,relu) flatten dense(5,linear) mean_squared_error"
      })
  void result_isTheReferenceWhateverTheBatchSize(String text) {
    // Given
    var architecture = Architecture.parse(text);
    var parameters = drawn(architecture, 3);
    int count = 300;
    int classes = architecture.classes();
    int inputs = architecture.inputs();
    byte[] pixels = new Samples(architecture, count, 17).next().pixels;
    var reference = new ReferenceNetwork(architecture, 0, null);
    double[] w = Samples.doubles(parameters);
    try (var classifier = new Classifier(architecture, count)) {
      for (int batch : new int[] {1, 2, 4, 5, 16, 127, 128, 129, 300}) {
        float[] result = new float[batch * classes];
        for (int start = 0; start + batch <= count; start += Math.max(batch, 37)) {
          byte[] part = Arrays.copyOfRange(pixels, start * inputs, (start + batch) * inputs);

          // When
          classifier.score(parameters, part, batch, result);

          // Then
          for (int i = 0; i < batch; i++) {
            double[] expected = reference.outputs(w, pixels, start + i, count);
            for (int j = 0; j < classes; j++) {
              assertThat((double) result[i * classes + j])
                  .isCloseTo(expected[j], within(5e-6 * Math.max(1, Math.abs(expected[j]))));
            }
          }
        }
      }
    }
  }

  /** Of layers of pictures, and of what else goes through the examples one by one. */
  @Test
  void picture_isGivenTheSameBitsWhateverItIsScoredWith() {
    // Given: products of matrices may sum in another order from 17 rows on, so no more than 16
    var architecture =
        Architecture.parse(
            "9x7 conv(5,3x3,relu) norm pool(2x2) conv(7,2x3,tanh) dense(5,softmax) cross_entropy");
    var parameters = drawn(architecture, 3);
    byte[] pixels = new Samples(architecture, 16, 17).next().pixels;
    float[] together = new float[16 * 5];
    float[] alone = new float[5];
    try (var classifier = new Classifier(architecture, 16)) {
      classifier.score(parameters, pixels, 16, together);
      for (int i = 0; i < 16; i++) {

        // When
        byte[] one = Arrays.copyOfRange(pixels, i * 63, (i + 1) * 63);
        classifier.score(parameters, one, 1, alone);

        // Then
        assertThat(alone).isEqualTo(Arrays.copyOfRange(together, i * 5, (i + 1) * 5));
      }
    }
  }

  @Test
  void parameters_areTakenFromTheCall() {
    // Given
    var one = drawn(TINY, 1);
    var two = drawn(TINY, 2);
    byte[] pixels = {(byte) 255, 3};
    float[] first = new float[2];
    float[] other = new float[2];
    float[] again = new float[2];
    try (var classifier = new Classifier(TINY, 1)) {

      // When
      classifier.score(one, pixels, 1, first);
      classifier.score(two, pixels, 1, other);
      classifier.score(one, pixels, 1, again);
    }

    // Then
    assertThat(other).isNotEqualTo(first);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void softmax_doesNotOverflow() {
    // Given: sums of 3e8 and -3e8
    var parameters = Parameters.of(TINY, new float[] {3e8f, -3e8f, 0, 0, 0, 0});
    float[] probabilities = new float[2];
    try (var classifier = new Classifier(TINY, 1)) {

      // When
      classifier.score(parameters, new byte[] {(byte) 255, 0}, 1, probabilities);
    }

    // Then
    assertThat(probabilities).containsExactly(1f, 0f);
  }

  @Test
  void crossEntropy_staysFiniteWhereTheProbabilityUnderflows() {
    float[] delta = new float[2];

    Step step =
        new Objective(TINY)
            .evaluate(
                new float[] {2000, -1000}, new float[0], new double[] {1}, new float[] {1}, delta);

    assertThat(step.lossSum()).isEqualTo(3000);
    assertThat(step.correct()).isZero();
    assertThat(delta).containsExactly(1f, -1f);
  }

  @Test
  void call_isRefusedWhenItDoesNotFit() {
    var parameters = drawn(TINY, 1);
    var other = drawn(Architecture.parse("1x2 dense(3,softmax) cross_entropy"), 1);
    float[] room = new float[8];
    try (var classifier = new Classifier(TINY, 2)) {
      assertRefused(() -> classifier.score(parameters, new byte[8], 0, room));
      assertRefused(() -> classifier.score(parameters, new byte[8], 3, room));
      assertRefused(() -> classifier.score(parameters, new byte[3], 2, room));
      assertRefused(() -> classifier.score(parameters, new byte[4], 2, new float[3]));
      assertRefused(() -> classifier.score(other, new byte[4], 2, room));
      assertRefused(() -> new Classifier(TINY, 0).close());
    }
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).endsWith("."));
  }

  @Test
  void closedClassifier_refusesToScore() {
    var classifier = new Classifier(TINY, 2);
    classifier.close();
    classifier.close();

    assertThatThrownBy(() -> classifier.score(drawn(TINY, 1), new byte[2], 1, new float[2]))
        .isInstanceOf(IllegalStateException.class);
  }
}
