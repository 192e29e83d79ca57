package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Optimizer;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.network.Shape;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The flags of {@code train} that give a configuration: the shortest list, from some preset. */
public final class TrainFlags {
  private final Architecture network;
  private final Hyperparameters wanted;
  private final Map<String, String> texts;
  private final Datatype datatype;
  private final Preset preset;
  private final List<String> flags = new ArrayList<>();

  private TrainFlags(LearnerConfig config, Preset preset) {
    this.network = config.architecture();
    this.datatype = config.datatype();
    this.wanted = config.hyperparameters();
    this.texts = wanted.toMap();
    this.preset = preset;
  }

  /** Empty when no flags give exactly this, such as another momentum than 0.9. */
  public static Optional<List<String>> of(LearnerConfig config) {
    return Preset.names().stream()
        .map(name -> new TrainFlags(config, Preset.named(name)).flags())
        .filter(flags -> gives(flags, config))
        .min(Comparator.comparingInt(List::size));
  }

  /** The flags as a shell takes them. */
  public static String text(List<String> flags) {
    return flags.stream()
        .map(flag -> flag.matches("[A-Za-z0-9.,:_=+-]+") ? flag : "\"" + flag + "\"")
        .collect(Collectors.joining(" "));
  }

  /** By the parser that will read them. */
  private static boolean gives(List<String> flags, LearnerConfig config) {
    ModelOptions options = new ModelOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(flags.toArray(String[]::new));
    return options.architecture().equals(config.architecture())
        && options.datatype() == config.datatype()
        && options.hyperparameters().equals(config.hyperparameters());
  }

  private List<String> flags() {
    Hyperparameters base = preset.hyperparameters();
    add("--preset", preset.name());
    addNetwork();
    if (datatype != LearnerConfig.DATATYPE_DEFAULT) {
      add("--datatype", datatype.text());
    }
    addUnlessSame(base.batchSize(), wanted.batchSize(), "--batch-size", "batch.size");
    addSchedule(base.schedule(), wanted.schedule());
    if (!base.optimizer().equals(wanted.optimizer())) {
      add("--optimizer", name(wanted.optimizer()));
    }
    addUnlessSame(
        base.initialization(), wanted.initialization(), "--initialization", "initialization");
    addUnlessSame(base.l2(), wanted.l2(), "--l2", "l2");
    addUnlessSame(base.emaSamples(), wanted.emaSamples(), "--ema-samples", "ema.samples");
    addUnlessSame(base.seed(), wanted.seed(), "--seed", "seed");
    return flags;
  }

  private void add(String flag, String value) {
    flags.add(flag);
    flags.add(value);
  }

  private void addUnlessSame(Object base, Object value, String flag, String key) {
    if (!base.equals(value)) {
      add(flag, texts.get(key));
    }
  }

  private void addNetwork() {
    Shape shape = network.shape();
    int classes = network.classes();
    List<Integer> units = network.hidden().stream().map(TrainFlags::units).toList();
    if (!preset.architecture(shape, units, classes).equals(network)) {
      add("--architecture", network.text());
      return;
    }
    if (!shape.equals(Shape.of(28, 28))) {
      add("--shape", shape.text());
    }
    if (classes != 10) {
      add("--classes", Integer.toString(classes));
    }
    if (!preset.architecture(shape, classes).equals(network)) {
      add("--hidden", units.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /** 1 for a layer that is none of units; the network is not one of such layers alone then. */
  private static int units(Layer layer) {
    return layer instanceof Dense dense ? dense.units() : 1;
  }

  private void addSchedule(Schedule base, Schedule schedule) {
    if (!base.withRate(schedule.rate()).equals(schedule)) {
      add("--schedule", name(schedule));
    }
    addUnlessSame(base.rate(), schedule.rate(), "--learning-rate", "learning.rate");
  }

  private static String name(Schedule schedule) {
    if (schedule instanceof Schedule.Linear linear) {
      return "linear:" + linear.samples();
    }
    return schedule instanceof Schedule.InverseSqrt ? "inverse-sqrt" : "constant";
  }

  private static String name(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam) {
      return "adam";
    }
    return optimizer instanceof Optimizer.Momentum ? "momentum" : "sgd";
  }
}
