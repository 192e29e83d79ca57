package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerTest {

  private static final int BATCH = 8;
  private static final Architecture SMALL =
      Architecture.parse("4x5 dense(7,tanh) dense(3,softmax) cross_entropy");

  private static final Architecture SMALL_RELU =
      Architecture.parse("4x5 dense(7,relu) dense(3,softmax) cross_entropy");

  static List<Hyperparameters> variants() {
    return Everything.hyperparameters(BATCH);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void steps_followThePlainDoubleReference(Hyperparameters h) {
    // Given
    var samples = new Samples(SMALL, BATCH, 21);
    try (var learner = new Learner(SMALL, h, Datatype.UINT8)) {
      var reference = new ReferenceLearner(SMALL, h, Samples.doubles(learner.parameters()));
      for (int i = 0; i < 12; i++) {
        samples.next();
        double loss = reference.step(samples.pixels, samples.targets);

        // When
        Step step = learner.step(samples.inputs, samples.targets, samples.weights);

        // Then
        assertThat(step.applied()).isTrue();
        assertThat(step.lossSum()).isCloseTo(loss, within(2e-3));
        assertClose(learner.parameters(), reference.w);
        assertClose(learner.serving(), h.emaSamples() > 0 ? reference.average() : reference.w);
      }
      assertThat(learner.steps()).isEqualTo(12);
      assertThat(learner.samples()).isEqualTo(12 * BATCH);
    }
  }

  private static void assertClose(Parameters actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual.values()[i])
          .as("parameter %d", i)
          .isCloseTo(expected[i], within(1e-4));
    }
  }

  private static byte[] state(Learner learner) {
    ByteBuffer buffer = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(buffer);
    return buffer.array();
  }

  @Test
  void state_isRefusedWhenItCannotBe() {
    try (var learner = new Learner(SMALL, variants().get(0), Datatype.UINT8)) {
      // Given
      byte[] before = state(learner);
      ByteBuffer tooShort = ByteBuffer.allocate(learner.stateBytes() - 1);
      ByteBuffer impossible = ByteBuffer.allocate(learner.stateBytes());
      impossible.order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1).putLong(8, 2);

      // When / Then
      assertThatThrownBy(() -> learner.readState(tooShort))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes");
      assertThatThrownBy(() -> learner.readState(impossible))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("impossible");
      assertThatThrownBy(() -> learner.writeState(tooShort))
          .isInstanceOf(BufferOverflowException.class);
      assertThat(state(learner)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void step_isNotAppliedWhenTheGradientOverflows(Hyperparameters h) {
    // Given: a linear regression whose first step throws the weights far out
    var architecture =
        Architecture.parse("4x5 dense(6,identity) dense(3,linear) mean_squared_error");
    var samples = new Samples(architecture, BATCH, 2).next();
    var huge =
        h.with(Hyperparameters.SCHEDULE, new Schedule.Constant(1e6)).with(Hyperparameters.L2, 0.0);
    try (var learner = new Learner(architecture, huge, Datatype.UINT8)) {
      Step step = learner.step(samples.inputs, samples.targets, samples.weights);
      byte[] before = state(learner);
      for (int i = 0; i < 50 && step.applied(); i++) {
        before = state(learner);
        step = learner.step(samples.inputs, samples.targets, samples.weights);
      }

      // Then: only the step count differs
      assertThat(step.applied()).isFalse();
      assertThat(learner.parameters().isFinite()).isTrue();
      assertThat(learner.serving().isFinite()).isTrue();
      byte[] after = state(learner);
      long stepsBefore = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertThat(learner.steps()).isEqualTo(stepsBefore + 1);
      ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).putLong(stepsBefore);
      assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void step_isNotAppliedWhenTheLossIsNotANumber() {
    // Given: parameters that are finite, but whose sums are not
    var h = variants().get(4);
    try (var learner = new Learner(SMALL, h, Datatype.UINT8)) {
      ByteBuffer state = ByteBuffer.wrap(state(learner)).order(ByteOrder.LITTLE_ENDIAN);
      int lastBias = 24 + 4 * (SMALL.parameterCount() - 1);
      state.putFloat(lastBias, Float.POSITIVE_INFINITY);
      learner.readState(state.rewind());
      byte[] before = state(learner);
      var samples = new Samples(SMALL, BATCH, 2).next();

      // When
      Step step = learner.step(samples.inputs, samples.targets, samples.weights);

      // Then
      assertThat(step.applied()).isFalse();
      assertThat(step.correct()).isZero();
      assertThat(step.lossSum()).isNaN();
      assertThat(learner.samples()).isEqualTo(BATCH);
      byte[] after = state(learner);
      after[0] = 0;
      assertThat(after).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void step_isNotAppliedWhenOneSampleMakesTheLossExplode(Hyperparameters h) {
    // Given: numbers that are finite, and so are all sums of them
    try (var learner = new Learner(SMALL_RELU, h, Datatype.FP32)) {
      var samples = new Samples(SMALL_RELU, BATCH, 2).next();
      Arrays.fill(samples.inputs, 0, SMALL_RELU.inputs(), 1e8f);
      samples.targets[0] = worst(learner, samples.inputs);
      byte[] before = state(learner);

      // When
      Step step = learner.step(samples.inputs, samples.targets, samples.weights);

      // Then
      assertThat(step.applied()).isFalse();
      assertThat(step.lossSum()).isFinite().isGreaterThan(BATCH * Learner.LOSS_MAX);
      byte[] after = state(learner);
      after[0] = 0;
      assertThat(after).isEqualTo(before);
      assertThat(learner.step(samples.next().inputs, samples.targets, samples.weights).applied())
          .isTrue();
    }
  }

  /** The class that the first sample is least. */
  private static int worst(Learner learner, float[] inputs) {
    float[] first = Arrays.copyOf(inputs, SMALL_RELU.inputs());
    float[] outputs = new float[SMALL_RELU.classes()];
    try (var classifier = new Classifier(SMALL_RELU, 1)) {
      classifier.score(learner.parameters(), first, 1, outputs);
    }
    int worst = 0;
    for (int i = 1; i < outputs.length; i++) {
      worst = outputs[i] < outputs[worst] ? i : worst;
    }
    return worst;
  }

  @Test
  void loss_isHeldAgainstTheWeightsItsSamplesHave() {
    // Given: samples of a loss of some 100, each counting a thousand times
    try (var learner = new Learner(SMALL_RELU, variants().get(0), Datatype.FP32)) {
      var samples = new Samples(SMALL_RELU, BATCH, 2).next();
      Arrays.fill(samples.weights, Learner.WEIGHT_MAX);

      // When
      Step step = learner.step(samples.inputs, samples.targets, samples.weights);

      // Then
      assertThat(step.lossSum() / BATCH).isGreaterThan(Learner.LOSS_MAX);
      assertThat(step.applied()).isTrue();
    }
  }

  static List<Arguments> weightless() {
    return Stream.of(
            "4x5 dense(7,relu) dense(6,relu) dense(3,softmax) cross_entropy",
            "4x5 dense(7,relu,dropout=0.5) dense(6,tanh) dense(3,softmax) cross_entropy",
            "4x5 dense(7,identity) dense(3,linear) mean_squared_error")
        .flatMap(
            text ->
                Stream.of(0f, 300f, 1e8f, Float.MAX_VALUE, -Float.MAX_VALUE)
                    .map(value -> arguments(text, value)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("weightless")
  void sampleOfWeight0_hasNoPartInTheStep_whateverItsNumbers(String text, float value) {
    // Given
    Architecture architecture = Architecture.parse(text);
    int inputs = architecture.inputs();
    Hyperparameters h = variants().get(0);
    try (var learner = new Learner(architecture, h, Datatype.FP32);
        var other = new Learner(architecture, h, Datatype.FP32)) {
      for (int i = 0; i < 3; i++) {
        var samples = new Samples(architecture, BATCH, i).next();
        for (int j = 0; j < samples.inputs.length; j++) {
          samples.inputs[j] /= 255;
        }
        samples.weights[2] = 0;
        Step expected = other.step(samples.inputs, samples.targets, samples.weights);

        // When
        Arrays.fill(samples.inputs, 2 * inputs, 3 * inputs, value);
        Step step = learner.step(samples.inputs, samples.targets, samples.weights);

        // Then
        assertThat(step.applied()).isTrue();
        assertThat(step.lossSum()).isEqualTo(expected.lossSum());
      }
      assertThat(state(learner)).isEqualTo(state(other));
    }
  }

  @Test
  void sampleOfWeight0_isTestedLikeAnyOther() {
    // Given
    var samples = new Samples(SMALL, BATCH, 21).next();
    try (var learner = new Learner(SMALL, variants().get(0), Datatype.UINT8);
        var other = new Learner(SMALL, variants().get(0), Datatype.UINT8)) {
      Step weighty = learner.step(samples.inputs, samples.targets, samples.weights);

      // When
      Arrays.fill(samples.weights, 0);
      Step step = other.step(samples.inputs, samples.targets, samples.weights);

      // Then
      assertThat(step).isEqualTo(new Step(0, weighty.correct(), weighty.predicted(), 0, 0, true));
      assertThat(weighty.correct()).isPositive();
      assertThat(weighty.predicted().stream().mapToInt(count -> count).sum()).isEqualTo(BATCH);
    }
  }

  @Test
  void loss_isThatOfTheNetworkWithoutDropoutBeforeTheStep() {
    // Given
    var architecture =
        Architecture.parse("4x5 dense(16,relu,dropout=0.5) dense(3,softmax) cross_entropy");
    var samples = new Samples(architecture, BATCH, 6).next();
    try (var learner = new Learner(architecture, variants().get(0), Datatype.UINT8)) {
      double[] w = Samples.doubles(learner.parameters());

      // When
      Step step = learner.step(samples.inputs, samples.targets, samples.weights);

      // Then
      var reference = new ReferenceNetwork(architecture, 0, null);
      double expected = reference.lossSum(w, samples.pixels, samples.targets);
      assertThat(step.lossSum()).isCloseTo(expected, within(1e-4));
      assertThat(learner.parameters().values())
          .isNotEqualTo(Parameters.owning(architecture, new float[w.length]).values());
    }
  }

  @Test
  void minibatch_isRefusedWhenALengthOrLabelIsWrong() {
    var samples = new Samples(SMALL, BATCH, 6).next();
    try (var learner = new Learner(SMALL, variants().get(0), Datatype.UINT8)) {
      byte[] before = state(learner);

      assertThatThrownBy(() -> learner.step(new float[3], samples.targets, samples.weights))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("160 numbers");
      assertThatThrownBy(() -> learner.step(samples.inputs, new double[BATCH - 1], samples.weights))
          .isInstanceOf(IllegalArgumentException.class);
      for (int label : new int[] {-1, 3}) {
        samples.targets[2] = label;
        assertThatThrownBy(() -> learner.step(samples.inputs, samples.targets, samples.weights))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("The label %d is outside the classes 0 to 2.".formatted(label));
      }
      assertThat(state(learner)).isEqualTo(before);
    }
  }

  @Test
  void learner_isRefusedWhenTheMinibatchIsTooLarge() {
    var architecture = Architecture.parse("28x28 dense(8192,relu) dense(10,softmax) cross_entropy");
    var h = variants().get(0).with(Hyperparameters.BATCH_SIZE, 65_536L);

    assertThatThrownBy(() -> new Learner(architecture, h, Datatype.UINT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smaller batch");
  }

  @Test
  void closedLearner_refusesToStep() {
    var samples = new Samples(SMALL, BATCH, 6).next();
    var learner = new Learner(SMALL, variants().get(0), Datatype.UINT8);
    learner.close();
    learner.close();

    assertThatThrownBy(() -> learner.step(samples.inputs, samples.targets, samples.weights))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void minibatchThatNeedsTooMuchMemory_isRefused() {
    Hyperparameters h =
        Preset.named("online").hyperparameters().with(Hyperparameters.BATCH_SIZE, 6400L);
    for (String layers : new String[] {"flatten norm", "conv(32,3x3,relu) conv(32,3x3,relu)"}) {
      Architecture wide =
          Architecture.parse("240x240 " + layers + " dense(2,softmax) cross_entropy");

      assertThatThrownBy(() -> new Learner(wide, h, Datatype.UINT8))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("A minibatch of 6400 samples")
          .hasMessageEndingWith("use a smaller batch size.");
    }
  }
}
