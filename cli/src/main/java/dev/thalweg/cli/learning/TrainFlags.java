package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.setting.Setting;
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
    try {
      return options.architecture().equals(config.architecture())
          && options.datatype() == config.datatype()
          && options.hyperparameters().equals(config.hyperparameters());
    } catch (IllegalArgumentException e) { // a preset for pictures, and there are none
      return false;
    }
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
    boolean isPresets = network.equals(ofPreset(shape, classes));
    Optional<List<Integer>> units = units();
    if (!isPresets
        && (units.isEmpty() || !preset.architecture(shape, units.get(), classes).equals(network))) {
      add("--architecture", network.text());
      return;
    }
    if (!shape.equals(Shape.of(28, 28))) {
      add("--shape", shape.text());
    }
    if (classes != 10) {
      add("--classes", Integer.toString(classes));
    }
    if (!isPresets) {
      add("--hidden", units.get().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /** The preset's network for examples of a shape; null where its layers can't take them. */
  private Architecture ofPreset(Shape shape, int classes) {
    try {
      return preset.architecture(shape, classes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The units of the hidden layers; empty where not all of them but a first are dense. */
  private Optional<List<Integer>> units() {
    List<Integer> units = new ArrayList<>();
    for (Layer layer :
        network.hidden().subList(network.isStandardized() ? 1 : 0, network.hidden().size())) {
      if (!(layer instanceof Dense dense)) {
        return Optional.empty();
      }
      units.add(dense.units());
    }
    return Optional.of(units);
  }
}
