package dev.thalweg.model.learning;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.loss.Huber;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Convolution;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.network.MaxPooling;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.network.Standardization;
import dev.thalweg.model.optimizer.Adam;
import dev.thalweg.model.setting.Values;
import dev.thalweg.model.text.Decimal;
import java.util.List;
import java.util.Objects;

/**
 * Hidden layers and hyper-parameters that are known to go well together, under a name. None needs
 * to know how long the stream is.
 *
 * @param name as a person writes it
 * @param hidden the preset's own hidden layers
 * @param hyperparameters with the fallback of what is not set
 */
public record Preset(String name, List<Layer> hidden, Hyperparameters hyperparameters) {

  /** The preset of whoever names none. */
  public static final String NAME_DEFAULT = "online";

  /** That of MNIST. */
  public static final Shape SHAPE_DEFAULT = Shape.of(28, 28);

  /** Those of MNIST. */
  public static final int CLASSES_DEFAULT = 10;

  private static final List<Layer> TWO_OF_128 =
      List.of(new Dense(128, Activation.RELU), new Dense(128, Activation.RELU));

  /** For a stream seen once: the rate falls as 1/sqrt, an average of the weights is served. */
  private static final Preset ONLINE =
      new Preset(
          NAME_DEFAULT,
          TWO_OF_128,
          new Hyperparameters(
              Values.NONE
                  .with(Hyperparameters.BATCH_SIZE, 32L)
                  .with(Hyperparameters.OPTIMIZER, new Adam(0.9, 0.999, 1e-8))
                  .with(Hyperparameters.SCHEDULE, new Schedule.InverseSqrt(4.5e-3, 10_000, 1e-3))
                  .with(Hyperparameters.EMA_SAMPLES, 6_400L)
                  .with(Hyperparameters.INITIALIZATION, Initialization.HE_NORMAL)));

  /** What Keras does by default, for comparison and for many epochs. */
  private static final Preset KERAS =
      new Preset(
          "keras",
          TWO_OF_128,
          new Hyperparameters(
              Values.NONE
                  .with(Hyperparameters.BATCH_SIZE, 128L)
                  .with(Hyperparameters.OPTIMIZER, new Adam(0.9, 0.999, 1e-7))
                  .with(Hyperparameters.SCHEDULE, new Schedule.Constant(1e-3))
                  .with(Hyperparameters.INITIALIZATION, Initialization.GLOROT_UNIFORM)));

  /** For pictures, at six times the work: each is learned again among later ones, and moved. */
  private static final Preset ACCURATE =
      new Preset("accurate", TWO_OF_128, replaying(ONLINE.hyperparameters, 3e-3));

  /**
   * For pictures: a thirteenth of the parameters of {@link #ONLINE} and half of its errors, at more
   * arithmetic for each sample.
   */
  private static final Preset SMALL =
      new Preset(
          "small",
          List.of(
              new Convolution(8, 3, 3, Activation.RELU),
              new MaxPooling(2, 2),
              new Convolution(16, 3, 3, Activation.RELU),
              new MaxPooling(2, 2)),
          ONLINE.hyperparameters.with(
              Hyperparameters.SCHEDULE, new Schedule.InverseSqrt(8e-3, 10_000, 1e-3)));

  /** Both. */
  private static final Preset ACCURATE_SMALL =
      new Preset("accurate-small", SMALL.hidden, replaying(ONLINE.hyperparameters, 8e-3));

  /**
   * For rows of numbers of any scale: each sample is a minibatch, and is learned three times, which
   * follows a stream that changes.
   */
  private static final Preset TABULAR =
      new Preset(
          "tabular",
          List.of(
              new Standardization(),
              new Dense(64, Activation.RELU),
              new Dense(32, Activation.RELU)),
          rowByRow(1e-3).with(Hyperparameters.UPDATES, 3L));

  /** The same without hidden layers: logistic regression. */
  private static final Preset LINEAR =
      new Preset("linear", List.of(new Standardization()), rowByRow(1e-2));

  private static final List<Preset> ALL =
      List.of(ONLINE, KERAS, SMALL, ACCURATE, ACCURATE_SMALL, TABULAR, LINEAR);

  public Preset {
    Objects.requireNonNull(name, "name");
    hidden = List.copyOf(hidden);
    Objects.requireNonNull(hyperparameters, "hyperparameters");
  }

  /**
   * The preset of a name.
   *
   * @throws IllegalArgumentException with one sentence that lists the names
   */
  public static Preset named(String name) {
    for (Preset preset : ALL) {
      if (preset.name.equals(name)) {
        return preset;
      }
    }
    throw new IllegalArgumentException(
        "There is no preset \"%s\"; use one of %s."
            .formatted(Decimal.excerpt(String.valueOf(name)), String.join(", ", names())));
  }

  /** The names of all presets, the default one first. */
  public static List<String> names() {
    return ALL.stream().map(Preset::name).toList();
  }

  private static Hyperparameters replaying(Hyperparameters once, double learningRate) {
    return once.with(Hyperparameters.UPDATES, 3L)
        .with(Hyperparameters.REPLAY_SAMPLES, 32L)
        .with(Hyperparameters.SHIFT, 1L)
        .with(Hyperparameters.SCHEDULE, new Schedule.InverseSqrt(learningRate, 10_000, 1e-3));
  }

  private static Hyperparameters rowByRow(double learningRate) {
    return KERAS
        .hyperparameters
        .with(Hyperparameters.BATCH_SIZE, 1L)
        .with(Hyperparameters.INITIALIZATION, Initialization.HE_NORMAL)
        .with(Hyperparameters.SCHEDULE, new Schedule.Constant(learningRate));
  }

  /**
   * A softmax classifier with the preset's own hidden layers, trained by cross-entropy.
   *
   * @param classes 1 for a {@link #regression}
   */
  public Architecture architecture(Shape shape, int classes) {
    return ending(shape, hidden, classes);
  }

  private static Architecture ending(Shape shape, List<Layer> hidden, int classes) {
    return classes == 1
        ? new Architecture(shape, hidden, 1, Output.SCALED, new Huber(1))
        : new Architecture(shape, hidden, classes, Output.SOFTMAX, Loss.CROSS_ENTROPY);
  }

  /** A network of the same hidden layers that predicts a number, of whatever scale. */
  public Architecture regression(Shape shape) {
    return architecture(shape, 1);
  }

  /** The same with hidden ReLU layers of the given units; an empty list means no hidden layer. */
  public Architecture architecture(Shape shape, List<Integer> hiddenUnits, int classes) {
    List<Layer> ofExamples = hidden.stream().filter(Layer::takesExamplesOnly).toList();
    return ending(shape, ofExamples, classes).withHidden(hiddenUnits);
  }
}
