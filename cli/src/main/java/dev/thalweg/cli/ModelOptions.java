package dev.thalweg.cli;

import dev.thalweg.model.Architecture;
import dev.thalweg.model.Hyperparameters;
import dev.thalweg.model.Initialization;
import dev.thalweg.model.Optimizer;
import dev.thalweg.model.Preset;
import dev.thalweg.model.Schedule;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.LearnerConfig.OnDivergence;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The network and how it learns: a preset, and what differs from it. */
final class ModelOptions {
  private static final Pattern LINEAR = Pattern.compile("linear:(\\d{1,15})");

  @Mixin ShapeOptions shape;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description =
          "online (batch 32, Adam at a falling rate, averaged weights are served) or keras (batch"
              + " 128, Adam at 0.001) (default: ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--hidden",
      paramLabel = "UNITS",
      split = ",",
      description = "Units of the hidden ReLU layers, such as 128,128 (default: the preset's).")
  List<Integer> hidden;

  @Option(
      names = "--architecture",
      paramLabel = "TEXT",
      description =
          "The whole network, instead of --hidden and the shape, such as \"28x28 dense(64,tanh)"
              + " dense(32,relu,dropout=0.2) dense(10,softmax) cross_entropy\".")
  String architecture;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Samples of a minibatch (default: the preset's).")
  Integer batchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "The initial rate (default: the preset's).")
  Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "constant, inverse-sqrt, or linear:N, down to 0 after N samples (default: the preset's).")
  String schedule;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, momentum or adam (default: the preset's).")
  String optimizer;

  @Option(
      names = "--initialization",
      paramLabel = "NAME",
      description = "Of the first weights: ${COMPLETION-CANDIDATES} (default: the preset's).")
  Initialization initialization;

  @Option(
      names = "--l2",
      paramLabel = "X",
      description = "L2 regularisation of the weights (default: the preset's).")
  Double l2;

  @Option(
      names = "--ema-samples",
      paramLabel = "N",
      description =
          "Horizon of the served average of the weights, in samples; 0 is none"
              + " (default: the preset's).")
  Long emaSamples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the initial weights (default: the preset's).")
  Long seed;

  @Option(
      names = "--on-divergence",
      paramLabel = "WHAT",
      defaultValue = "skip",
      description =
          "A step that is not finite: skip it with an alarm, or stop (default: ${DEFAULT-VALUE}).")
  OnDivergence onDivergence;

  Architecture architecture() {
    if (architecture != null && hidden != null) {
      throw new UserException("Give either --architecture or --hidden, not both.");
    }
    if (architecture != null) {
      return Architecture.parse(architecture);
    }
    Preset chosen = Preset.named(preset);
    return hidden == null
        ? chosen.architecture(shape.height(), shape.width(), shape.classes)
        : chosen.architecture(shape.height(), shape.width(), hidden, shape.classes);
  }

  Hyperparameters hyperparameters() {
    Hyperparameters chosen = Preset.named(preset).hyperparameters();
    // All at once: some values are possible only together, such as a batch and an average over it.
    return new Hyperparameters(
        Optional.ofNullable(batchSize).orElse(chosen.batchSize()),
        optimizer == null ? chosen.optimizer() : optimizer(),
        schedule(chosen.schedule()),
        Optional.ofNullable(l2).orElse(chosen.l2()),
        Optional.ofNullable(emaSamples).orElse(chosen.emaSamples()),
        Optional.ofNullable(initialization).orElse(chosen.initialization()),
        Optional.ofNullable(seed).orElse(chosen.seed()));
  }

  private Schedule schedule(Schedule chosen) {
    double rate = Optional.ofNullable(learningRate).orElse(chosen.rate());
    if (schedule == null) {
      return chosen.withRate(rate);
    }
    Matcher linear = LINEAR.matcher(schedule);
    if (schedule.equals("constant")) {
      return new Schedule.Constant(rate);
    } else if (schedule.equals("inverse-sqrt")) {
      return new Schedule.InverseSqrt(rate, 10_000, Math.min(rate, 1e-3));
    } else if (linear.matches()) {
      return new Schedule.Linear(rate, 0, Long.parseLong(linear.group(1)));
    }
    throw new UserException(
        "There is no schedule \"%s\"; use constant, inverse-sqrt or linear:SAMPLES."
            .formatted(schedule));
  }

  private Optimizer optimizer() {
    return switch (optimizer) {
      case "sgd" -> new Optimizer.Sgd();
      case "momentum" -> new Optimizer.Momentum(0.9);
      case "adam" -> new Optimizer.Adam(0.9, 0.999, 1e-8);
      default ->
          throw new UserException(
              "There is no optimizer \"%s\"; use sgd, momentum or adam.".formatted(optimizer));
    };
  }
}
