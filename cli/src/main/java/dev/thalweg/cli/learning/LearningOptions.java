package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Optimizer;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Activation;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Layer;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is to differ from a network and its hyper-parameters, a preset's or the live model's. */
public final class LearningOptions {
  private static final Pattern LINEAR = Pattern.compile("linear:(\\d{1,15})");

  @Option(
      names = "--hidden",
      paramLabel = "UNITS",
      split = ",",
      description = "Units of the hidden ReLU layers, such as 128,128.")
  List<Integer> hidden;

  @Option(
      names = "--architecture",
      paramLabel = "TEXT",
      description =
          "The whole network, instead of --hidden and the shape, such as \"28x28 dense(64,tanh)"
              + " dense(32,relu,dropout=0.2) dense(10,softmax) cross_entropy\".")
  String architecture;

  @Option(names = "--batch-size", paramLabel = "N", description = "Samples of a minibatch.")
  Integer batchSize;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "The initial rate.")
  Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "constant, inverse-sqrt, or linear:N, down to 0 after N samples.")
  String schedule;

  @Option(names = "--optimizer", paramLabel = "NAME", description = "sgd, momentum or adam.")
  String optimizer;

  @Option(
      names = "--initialization",
      paramLabel = "NAME",
      description = "Of the first weights: ${COMPLETION-CANDIDATES}.")
  Initialization initialization;

  @Option(names = "--l2", paramLabel = "X", description = "L2 regularisation of the weights.")
  Double l2;

  @Option(
      names = "--ema-samples",
      paramLabel = "N",
      description = "Horizon of the served average of the weights, in samples; 0 is none.")
  Long emaSamples;

  @Option(names = "--seed", paramLabel = "N", description = "Of the initial weights.")
  Long seed;

  /** These options with those flags besides; a flag wins over what is set here. */
  public LearningOptions with(List<String> flags) {
    LearningOptions options = new LearningOptions();
    options.hidden = hidden;
    options.architecture = architecture;
    options.batchSize = batchSize;
    options.learningRate = learningRate;
    options.schedule = schedule;
    options.optimizer = optimizer;
    options.initialization = initialization;
    options.l2 = l2;
    options.emaSamples = emaSamples;
    options.seed = seed;
    try {
      new CommandLine(options)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(flags.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserException(e.getMessage() + ".", e);
    }
    return options;
  }

  /** Whether nothing is to differ. */
  public boolean isEmpty() {
    return Stream.of(
            hidden,
            architecture,
            batchSize,
            learningRate,
            schedule,
            optimizer,
            initialization,
            l2,
            emaSamples,
            seed)
        .allMatch(Objects::isNull);
  }

  /** The base's network with the differences; a whole one in text needs no base. */
  public Architecture architecture(Supplier<Architecture> base) {
    if (architecture != null && hidden != null) {
      throw new UserException("Give either --architecture or --hidden, not both.");
    }
    if (architecture != null) {
      return Architecture.parse(architecture);
    }
    Architecture network = base.get();
    if (hidden == null) {
      return network;
    }
    List<Layer> layers = new ArrayList<>();
    hidden.forEach(units -> layers.add(new Dense(units, Activation.RELU)));
    return new Architecture(
        network.shape(), layers, network.classes(), network.output(), network.loss());
  }

  /** The base's hyper-parameters with the differences. */
  public Hyperparameters hyperparameters(Hyperparameters base) {
    // All at once: some values are possible only together, such as a batch and an average over it.
    return new Hyperparameters(
        Optional.ofNullable(batchSize).orElse(base.batchSize()),
        optimizer == null ? base.optimizer() : optimizer(),
        schedule(base.schedule()),
        Optional.ofNullable(l2).orElse(base.l2()),
        Optional.ofNullable(emaSamples).orElse(base.emaSamples()),
        Optional.ofNullable(initialization).orElse(base.initialization()),
        Optional.ofNullable(seed).orElse(base.seed()));
  }

  private Schedule schedule(Schedule base) {
    double rate = Optional.ofNullable(learningRate).orElse(base.rate());
    if (schedule == null) {
      return base.withRate(rate);
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
