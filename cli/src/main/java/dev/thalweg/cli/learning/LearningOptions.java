package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.schemas.UserException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * What is to differ from a network and its hyper-parameters, a preset's or the live model's. Each
 * declared hyper-parameter is a flag.
 */
public final class LearningOptions {
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
              + " dense(32,relu,dropout=0.2) dense(10,softmax) cross_entropy\". Other layers are"
              + " conv(8,3x3,relu), pool(2x2), norm and flatten.")
  String architecture;

  /** Texts by the keys of hyper-parameters. */
  private final Map<String, String> given = new LinkedHashMap<>();

  @Spec(Spec.Target.MIXEE)
  void declareFlags(CommandSpec command) {
    for (Setting<?> setting : Hyperparameters.declarations()) {
      Given value = new Given(setting.key());
      command.addOption(
          OptionSpec.builder(setting.flag())
              .paramLabel(setting.type().placeholder())
              .type(String.class)
              .description(setting.help())
              .converters(text -> readable(setting, text))
              .getter(value)
              .setter(value)
              .build());
    }
  }

  /** The text, if it is a value: what is none is a wrong command line. */
  private static String readable(Setting<?> setting, String text) {
    if (setting.type().parts().isEmpty()) { // what brings settings along is read with them
      try {
        setting.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
    return text;
  }

  /** Where picocli puts what a flag says. */
  private final class Given implements IGetter, ISetter {
    private final String key;

    Given(String key) {
      this.key = key;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli declares it
    public <T> T get() {
      return (T) given.get(key);
    }

    @Override
    public <T> T set(T value) {
      T before = get();
      if (value == null) {
        given.remove(key);
      } else {
        given.put(key, value.toString());
      }
      return before;
    }
  }

  /** These options with those of a grid's point besides, which win. */
  LearningOptions with(Grid.Point point) {
    LearningOptions options = new LearningOptions();
    options.hidden = point.hidden().isEmpty() ? hidden : point.hidden();
    options.architecture = architecture;
    options.given.putAll(given);
    options.given.putAll(point.given());
    return options;
  }

  /** Whether nothing is to differ. */
  public boolean isEmpty() {
    return hidden == null && architecture == null && given.isEmpty();
  }

  /** What is said of hyper-parameters, by key, in the order of their declarations. */
  Map<String, String> given() {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (Setting<?> setting : Hyperparameters.declarations()) {
      if (given.containsKey(setting.key())) {
        ordered.put(setting.key(), given.get(setting.key()));
      }
    }
    return Collections.unmodifiableMap(ordered);
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
    return hidden == null ? network : network.withHidden(hidden);
  }

  /** The base's hyper-parameters with the differences. */
  public Hyperparameters hyperparameters(Hyperparameters base) {
    return base.change(given());
  }

  /**
   * Checks what can be checked without a base.
   *
   * @throws IllegalArgumentException with one sentence when a value can't be read
   */
  void check() {
    for (Setting<?> setting : Hyperparameters.declarations()) {
      if (given.containsKey(setting.key())) {
        setting.parse(given.get(setting.key()));
      }
    }
  }
}
