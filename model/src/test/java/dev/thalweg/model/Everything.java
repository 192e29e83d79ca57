package dev.thalweg.model;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.optimizer.Optimizer;
import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import dev.thalweg.model.text.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One or more of every kind there is; {@link OpenCoreTest} checks that none is missing. */
public final class Everything {

  private static final List<String> LAYERS =
      List.of(
          "dense(7,relu)",
          "dense(7,tanh)",
          "dense(7,sigmoid)",
          "dense(7,identity)",
          "dense(7,tanh,dropout=0.25)",
          "conv(2,3x3,relu)",
          "conv(3,1x2,tanh)",
          "conv(1,4x5,sigmoid)",
          "conv(2,2x1,identity)",
          "pool(2x2)",
          "pool(1x3)",
          "flatten",
          "norm",
          "standardize");

  private static final List<String> LOSSES =
      List.of("cross_entropy", "mean_squared_error", "mean_absolute_error", "huber(0.5)");

  private Everything() {}

  /** The kinds that are permitted, by reflection. */
  public static List<Class<?>> permitted(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .<Class<?>>flatMap(one -> one.isSealed() ? permitted(one).stream() : Stream.of(one))
        .toList();
  }

  public static List<Layer> layers() {
    return LAYERS.stream().map(text -> Layer.read(Word.parse(text))).toList();
  }

  public static List<Loss> losses() {
    return LOSSES.stream().map(text -> Loss.read(Word.parse(text))).toList();
  }

  /**
   * Ends of an architecture's text: every output with every loss that goes with it.
   *
   * @param classes 1 for a number
   */
  public static List<String> ends(int classes) {
    List<String> ends = new ArrayList<>();
    for (Output output : Output.values()) {
      for (Loss loss : losses()) {
        if (goTogether(output, loss, classes)) {
          ends.add("dense(%d,%s) %s".formatted(classes, output.text(), loss.text()));
        }
      }
    }
    return ends;
  }

  private static boolean goTogether(Output output, Loss loss, int classes) {
    try {
      output.requireUnits(classes);
      loss.requireOutput(output);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public static List<Optimizer> optimizers() {
    return Optimizer.kinds().all().stream().flatMap(Everything::variants).toList();
  }

  public static List<Schedule> schedules() {
    return Schedule.kinds().all().stream().flatMap(Everything::variants).toList();
  }

  /** One with other values than the fallbacks, and one with the fallbacks where there are all. */
  private static <T> Stream<T> variants(Kind<T> kind) {
    Values others = Values.NONE;
    Values fallbacks = Values.NONE;
    for (Setting<?> setting : kind.settings()) {
      others = another(setting, others);
      fallbacks = setting.fallback() == null ? fallbacks : fallback(setting, fallbacks);
    }
    boolean hasFallbacks = kind.settings().stream().allMatch(fallbacks::has);
    T one = kind.maker().apply(others);
    return hasFallbacks ? Stream.of(one, kind.maker().apply(fallbacks)) : Stream.of(one);
  }

  private static <T> Values fallback(Setting<T> setting, Values values) {
    return values.with(setting, setting.fit().apply(setting.fallback(), values));
  }

  private static <T> Values another(Setting<T> setting, Values values) {
    return values.with(setting, another(setting));
  }

  /** A value within the limits that is not the fallback. */
  public static <T> T another(Setting<T> setting) {
    String rate = setting.key().startsWith("learning.rate.") ? "0.02" : "0.05";
    boolean isRate = setting.type().equals(Types.RATE) || setting.key().startsWith("learning.rate");
    for (String text : isRate ? List.of(rate) : List.of("0.6", "60", "he_uniform")) {
      try {
        T value = setting.parse(text);
        setting.check(value);
        if (!value.equals(setting.fallback())) {
          return value;
        }
      } catch (IllegalArgumentException e) {
        // The next text.
      }
    }
    throw new AssertionError("No value is known to go with " + setting.key());
  }

  /** Every optimizer, schedule and initialisation, in minibatches of a size. */
  public static List<Hyperparameters> hyperparameters(int batch) {
    List<Hyperparameters> all = new ArrayList<>();
    int number = 0;
    for (Optimizer optimizer : optimizers()) {
      for (Schedule schedule : schedules()) {
        Initialization[] initializations = Initialization.values();
        all.add(
            new Hyperparameters(
                Values.NONE
                    .with(Hyperparameters.BATCH_SIZE, (long) batch)
                    .with(Hyperparameters.OPTIMIZER, optimizer)
                    .with(Hyperparameters.SCHEDULE, schedule)
                    .with(
                        Hyperparameters.INITIALIZATION,
                        initializations[number % initializations.length])
                    .with(Hyperparameters.L2, number % 3 == 0 ? 0.01 : 0)
                    .with(Hyperparameters.EMA_SAMPLES, number % 2 * 5L * batch)
                    .with(Hyperparameters.SEED, 4L + number)));
        number++;
      }
    }
    return all;
  }
}
