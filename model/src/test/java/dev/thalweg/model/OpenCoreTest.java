package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.MeanAbsoluteError;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Convolution;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.network.MaxPooling;
import dev.thalweg.model.optimizer.Optimizer;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.text.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of layer, activation, loss, output, optimizer, schedule and initialisation. */
class OpenCoreTest {

  private static final int BATCH = 8;

  static List<Arguments> kinds() {
    return List.of(
        Arguments.of(Layer.class, Everything.layers()),
        Arguments.of(Loss.class, Everything.losses()),
        Arguments.of(Optimizer.class, Everything.optimizers()),
        Arguments.of(Schedule.class, Everything.schedules()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyPermittedType_isReadFromItsText(Class<?> type, List<?> all) {
    assertThat(all.stream().<Class<?>>map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(Everything.permitted(type));
  }

  @Test
  void activations_areAllInALayer() {
    List<String> layers = Everything.layers().stream().map(Layer::text).toList();

    for (Activation activation : Activation.values()) {
      assertThat(layers).anyMatch(text -> text.contains("," + activation.text()));
    }
  }

  @Test
  void layersAndLosses_roundTripThroughTheirTexts() {
    for (Layer layer : Everything.layers()) {
      assertThat(Layer.read(Word.parse(layer.text()))).isEqualTo(layer);
    }
    for (Loss loss : Everything.losses()) {
      assertThat(Loss.read(Word.parse(loss.text()))).isEqualTo(loss);
    }
  }

  static Stream<String> architectures() {
    List<String> texts = new ArrayList<>();
    List<String> ends = new ArrayList<>(Everything.ends(3));
    ends.addAll(Everything.ends(1));
    for (Layer layer : Everything.layers()) {
      for (String end : ends) {
        texts.add("4x5 %s dense(6,tanh) %s".formatted(layer.text(), end));
        if (layer.takesExamplesOnly()) {
          continue;
        }
        texts.add("4x5 conv(2,3x2,tanh) %s %s".formatted(layer.text(), end));
        if (!(layer instanceof Convolution || layer instanceof MaxPooling)) {
          texts.add("4x5 dense(6,tanh) %s %s".formatted(layer.text(), end));
        }
      }
    }
    ends.forEach(end -> texts.add("4x5 " + end));
    return texts.stream();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void architecture_roundTripsThroughItsText(String text) {
    Architecture architecture = Architecture.parse(text);

    assertThat(architecture.text()).isEqualTo(text);
    assertThat(Architecture.parse(architecture.text())).isEqualTo(architecture);
  }

  /** By the kernels alone: the slope of their loss along the gradient they compute. */
  @ParameterizedTest
  @MethodSource("architectures")
  void gradient_isTheSlopeOfTheLoss(String text) {
    // Given: no dropout, which would make another loss at each step
    Architecture architecture = Architecture.parse(text.replaceAll(",dropout=[0-9.]+", ""));
    Hyperparameters h =
        Preset.named("online").hyperparameters().with(Hyperparameters.BATCH_SIZE, (long) BATCH);
    Samples samples = new Samples(architecture, BATCH, 11).next();
    samples.weights[1] = 2.5f;
    samples.weights[2] = 0;
    try (Learner learner = new Learner(architecture, h, Datatype.UINT8)) {
      float[] w = moved(learner, new Random(7).doubles(architecture.parameterCount(), -0.1, 0.1));

      // When
      load(learner, w, new float[w.length], 0);
      float[] gradient = learner.gradient(samples.inputs, samples.targets, samples.weights);

      // Then
      double square = 0;
      for (float g : gradient) {
        square += g * g;
      }
      double step = 2e-3 / Math.sqrt(square);
      double slope =
          (loss(learner, w, gradient, step, samples) - loss(learner, w, gradient, -step, samples))
              / (2 * step);
      assertThat(square).isGreaterThan(1e-6);
      boolean hasKink = architecture.loss() instanceof MeanAbsoluteError;
      double near = (hasKink ? 5e-2 : 1e-2) * square; // a ReLU may pass its kink too
      assertThat(slope).isCloseTo(square, within(near));
    }
  }

  private static float[] moved(Learner learner, DoubleStream offsets) {
    float[] w = learner.parameters().values().clone();
    double[] by = offsets.toArray();
    for (int i = 0; i < w.length; i++) {
      w[i] += (float) by[i];
    }
    return w;
  }

  private static double loss(
      Learner learner, float[] w, float[] direction, double by, Samples samples) {
    load(learner, w, direction, by);
    return learner.step(samples.inputs, samples.targets, samples.weights).lossSum() / BATCH;
  }

  /** Sets the weights of a learner, at its first step. */
  private static void load(Learner learner, float[] w, float[] direction, double by) {
    ByteBuffer state = ByteBuffer.allocate(learner.stateBytes()).order(ByteOrder.LITTLE_ENDIAN);
    state.position(3 * Long.BYTES);
    for (int i = 0; i < w.length; i++) {
      state.putFloat((float) (w[i] + by * direction[i]));
    }
    learner.readState(state.rewind());
  }

  static List<Hyperparameters> hyperparameters() {
    return Everything.hyperparameters(BATCH);
  }

  @ParameterizedTest
  @MethodSource("hyperparameters")
  void hyperparameters_roundTripThroughTheirMap(Hyperparameters h) {
    assertThat(Hyperparameters.fromMap(h.toMap())).isEqualTo(h);
  }

  @ParameterizedTest
  @MethodSource("hyperparameters")
  void hyperparameters_comeFromEveryPresetByTheirDifferences(Hyperparameters h) {
    for (String name : Preset.names()) {
      Hyperparameters base = Preset.named(name).hyperparameters();

      assertThat(base.change(base.differences(h))).isEqualTo(h);
      assertThat(h.differences(h)).isEmpty();
    }
  }

  @Test
  void everyInitialization_isAmongThem() {
    assertThat(hyperparameters())
        .extracting(Hyperparameters::initialization)
        .contains(Initialization.values());
  }

  @Test
  void everyDeclaration_hasAKeyAFlagANameAndAHelpOfItsOwn() {
    List<Setting<?>> all = Hyperparameters.declarations();

    assertThat(all).extracting(Setting::key).doesNotHaveDuplicates();
    assertThat(all).extracting(Setting::flag).doesNotHaveDuplicates();
    assertThat(all).extracting(Setting::gridName).doesNotHaveDuplicates();
    assertThat(all).extracting(Setting::help).allMatch(help -> help.matches("[A-Z].{5,200}\\."));
  }

  @ParameterizedTest
  @MethodSource("hyperparameters")
  void state_continuesBitForBit(Hyperparameters h) {
    // Given: dropout as well, whose masks must go on from the right step
    Architecture architecture =
        Architecture.parse("4x5 dense(7,relu,dropout=0.25) dense(3,softmax) cross_entropy");
    Samples samples = new Samples(architecture, BATCH, 8);
    try (Learner one = new Learner(architecture, h, Datatype.UINT8);
        Learner two = new Learner(architecture, h, Datatype.UINT8)) {
      for (int i = 0; i < 5; i++) {
        samples.next();
        assertThat(one.step(samples.inputs, samples.targets, samples.weights).applied()).isTrue();
      }

      // When
      two.readState(ByteBuffer.wrap(state(one)));

      // Then
      for (int i = 0; i < 5; i++) {
        samples.next();
        assertThat(two.step(samples.inputs, samples.targets, samples.weights))
            .isEqualTo(one.step(samples.inputs, samples.targets, samples.weights));
      }
      assertThat(state(two)).isEqualTo(state(one));
    }
  }

  private static byte[] state(Learner learner) {
    ByteBuffer buffer = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(buffer);
    return buffer.array();
  }
}
