package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A network as data: examples of a shape, hidden layers, one output per class; or one output, which
 * is a number.
 *
 * @param shape of an example
 * @param hidden layers between the example and the output, in order; may be empty
 * @param classes outputs: 2 to {@value #UNITS_MAX}, or 1 where the network predicts a number
 * @param output what the last layer makes of its sums
 * @param loss what training minimises; cross-entropy needs {@link Output#SOFTMAX}
 */
public record Architecture(Shape shape, List<Layer> hidden, int classes, Output output, Loss loss) {

  /** Most characters in a {@link #text()}. */
  public static final int TEXT_MAX = 4096;

  /** Most layers, the output layer included. */
  public static final int LAYERS_MAX = 64;

  /** Most units of a layer, and most classes. */
  public static final int UNITS_MAX = 65_536;

  /** Most parameters: 64 Mi, which is 256 MiB of float32. */
  public static final int PARAMETERS_MAX = 64 << 20;

  /** Most multiplications that scoring an example may take: about a tenth of a second. */
  public static final long MULTIPLICATIONS_MAX = 1L << 32;

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException with one sentence if a limit is passed or the output and loss
   *     do not go together
   */
  public Architecture {
    Objects.requireNonNull(shape, "shape");
    hidden = List.copyOf(hidden);
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(loss, "loss");
    checkLayers(hidden, classes);
    loss.requireOutput(output);
    output.requireUnits(classes);
    checkSize(stages(shape, layers(hidden, classes)));
  }

  private static void checkSize(List<Stage> stages) {
    long parameters = countParameters(stages);
    if (parameters > PARAMETERS_MAX) {
      throw new IllegalArgumentException(
          "The network would have %d parameters and the limit is %d; use fewer units."
              .formatted(parameters, PARAMETERS_MAX));
    }
    long multiplications = 0;
    for (Stage stage : stages) {
      multiplications += stage.layer().multiplications(stage.inputs());
    }
    if (multiplications > MULTIPLICATIONS_MAX) {
      throw new IllegalArgumentException(
          "An example would take %d multiplications and the limit is %d; use fewer channels."
              .formatted(multiplications, MULTIPLICATIONS_MAX));
    }
  }

  private static void checkLayers(List<Layer> hidden, int classes) {
    if (classes < 1 || classes > UNITS_MAX) {
      throw new IllegalArgumentException(
          "%d classes are not possible; give 2 to %d, or 1 for a number."
              .formatted(classes, UNITS_MAX));
    }
    if (hidden.size() + 1 > LAYERS_MAX) {
      throw new IllegalArgumentException(
          "The network has %d layers and the limit is %d, the output layer included."
              .formatted(hidden.size() + 1, LAYERS_MAX));
    }
    for (Layer layer : hidden.subList(Math.min(1, hidden.size()), hidden.size())) {
      if (layer.takesExamplesOnly()) {
        throw new IllegalArgumentException(
            "The layer %s takes the numbers of the examples; put it first."
                .formatted(layer.text()));
      }
    }
  }

  /** In 64 bits: at most 2^24 inputs and 64 layers of 2^16 units stay far below an overflow. */
  private static long countParameters(List<Stage> stages) {
    long count = 0;
    for (Stage stage : stages) {
      for (Block block : stage.blocks()) {
        count += block.size();
      }
    }
    return count;
  }

  /** Whether its targets are numbers, of which it predicts one, and no classes. */
  public boolean isRegression() {
    return classes == 1;
  }

  /** Numbers of an example. */
  public int inputs() {
    return shape.size();
  }

  /** Whether it brings the numbers of the examples to one scale, and takes missing ones. */
  public boolean isStandardized() {
    return !hidden.isEmpty() && hidden.get(0).takesExamplesOnly();
  }

  /**
   * The same with hidden ReLU layers of the given units, behind a standardization if it has one.
   */
  public Architecture withHidden(List<Integer> units) {
    List<Layer> layers = new ArrayList<>(hidden.subList(0, isStandardized() ? 1 : 0));
    units.forEach(count -> layers.add(new Dense(count, Activation.RELU)));
    return new Architecture(shape, layers, classes, output, loss);
  }

  /** Length of the flat vector of {@link Parameters}. */
  public int parameterCount() {
    return Math.toIntExact(countParameters(stages()) + outputBlocks().size());
  }

  /** The parameters of the output itself, one each, behind those of all layers. */
  public List<Block> outputBlocks() {
    return output == Output.SCALED
        ? List.of(Block.statistic("mean", 1, 0), Block.statistic("deviation", 1, 1))
        : List.of();
  }

  /**
   * The canonical text, on one line, such as {@code 28x28 dense(128,relu)
   * dense(128,relu,dropout=0.2) dense(10,softmax) cross_entropy}. Equal architectures have equal
   * texts.
   */
  public String text() {
    return ArchitectureText.of(this);
  }

  /**
   * The inverse of {@link #text()}, and strict: what it accepts is exactly what {@code text()}
   * writes. The text may come from anybody: its length and every number are limited, and nothing is
   * allocated that grows with the numbers in it.
   *
   * @throws IllegalArgumentException with one sentence if the text is not canonical
   */
  public static Architecture parse(String text) {
    return ArchitectureText.parse(text);
  }

  /** Every layer, the output layer last: a dense one with no activation of its own. */
  public List<Layer> layers() {
    return layers(hidden, classes);
  }

  private static List<Layer> layers(List<Layer> hidden, int classes) {
    List<Layer> layers = new ArrayList<>(hidden);
    layers.add(new Dense(classes, Activation.IDENTITY));
    return List.copyOf(layers);
  }

  /** Every layer in its place, the output layer last. */
  public List<Stage> stages() {
    return stages(shape, layers());
  }

  private static List<Stage> stages(Shape shape, List<Layer> layers) {
    List<Stage> stages = new ArrayList<>();
    Stage stage = null;
    for (Layer layer : layers) {
      stage =
          stage == null
              ? new Stage(layer, shape, 0)
              : new Stage(layer, stage.outputs(), stage.end());
      stages.add(stage);
    }
    return List.copyOf(stages);
  }

  /** The most numbers that a layer makes of an example, what it needs on the way included. */
  public long workspace() {
    return stages().stream()
        .mapToLong(stage -> stage.layer().workspace(stage.inputs()))
        .max()
        .orElseThrow();
  }

  /** The most numbers that an example has anywhere in the network, the example itself included. */
  public int widest() {
    return stages().stream()
        .mapToInt(stage -> Math.max(stage.inputs().size(), stage.outputs().size()))
        .max()
        .orElseThrow();
  }
}
