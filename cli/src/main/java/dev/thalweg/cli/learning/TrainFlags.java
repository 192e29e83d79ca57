package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The flags of {@code train} that give a configuration: the shortest list, from some preset. */
public final class TrainFlags {
  private final Architecture network;
  private final Hyperparameters wanted;
  private final Datatype datatype;
  private final Preset preset;
  private final List<String> flags = new ArrayList<>();

  private TrainFlags(LearnerConfig config, Preset preset) {
    this.network = config.architecture();
    this.datatype = config.datatype();
    this.wanted = config.hyperparameters();
    this.preset = preset;
  }

  /** The flags that give exactly this. */
  public static List<String> of(LearnerConfig config) {
    return Preset.names().stream()
        .map(name -> new TrainFlags(config, Preset.named(name)).flags())
        .filter(flags -> gives(flags, config))
        .min(Comparator.comparingInt(List::size))
        .orElseThrow(() -> new IllegalStateException("No flags give " + config));
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
    add("--preset", preset.name());
    addNetwork();
    if (datatype != LearnerConfig.DATATYPE_DEFAULT) {
      add("--datatype", datatype.text());
    }
    Map<String, String> differences = preset.hyperparameters().differences(wanted);
    for (Setting<?> setting : Hyperparameters.declarations()) {
      if (differences.containsKey(setting.key())) {
        add(setting.flag(), differences.get(setting.key()));
      }
    }
    return flags;
  }

  private void add(String flag, String value) {
    flags.add(flag);
    flags.add(value);
  }

  private void addNetwork() {
    Shape shape = network.shape();
    int classes = network.classes();
    List<Integer> units =
        network.hidden().stream().map(layer -> layer.outputs(shape).size()).toList();
    if (units.stream().anyMatch(one -> one > Architecture.UNITS_MAX)
        || !preset.architecture(shape, units, classes).equals(network)) {
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
}
