package dev.thalweg.model.learning;

import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.optimizer.Optimizer;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a network is trained: everything besides the architecture and the samples that decides its
 * weights. Each hyper-parameter is declared here once, and in {@link #SETTINGS}; its key in a
 * snapshot, its flag, its name in a grid and its help follow from that.
 */
public final class Hyperparameters {

  /** Most samples of a minibatch. */
  public static final int BATCH_MAX = 65_536;

  private static final long UPDATES_MAX = 1_000;
  private static final long REPLAY_BUFFER_MAX = 10_000_000;
  private static final long SHIFT_MAX = 1_000;

  /** Samples of a minibatch. */
  public static final Setting<Long> BATCH_SIZE =
      Setting.of("batch.size", Types.whole(1, BATCH_MAX))
          .inGrids("batch")
          .says("Samples of a minibatch.");

  /** The learning rate by samples consumed. */
  public static final Setting<Schedule> SCHEDULE =
      Setting.of("schedule", Schedule.kinds())
          .says("The rate over the samples (linear falls to 0 after N).");

  /** What a gradient becomes. */
  public static final Setting<Optimizer> OPTIMIZER =
      Setting.of("optimizer", Optimizer.kinds()).says("What a step makes of the gradient.");

  /** Of the first weights. */
  public static final Setting<Initialization> INITIALIZATION =
      Setting.of("initialization", Types.constant(Initialization.values()))
          .says("Of the first weights.");

  /**
   * Penalty l2/2 |W|^2 beside the mean loss of the minibatch: it adds l2 w to the gradient of every
   * weight and nothing to that of a bias.
   */
  public static final Setting<Double> L2 =
      Setting.of("l2", Types.decimal(0, 1)).or(0.0).says("L2 regularisation of the weights.");

  /**
   * Horizon, in samples, of the exponential moving average of the weights; 0 for none, else at
   * least the batch size.
   */
  public static final Setting<Long> EMA_SAMPLES =
      Setting.of("ema.samples", Types.whole(0, Schedule.SAMPLES_MAX))
          .or(0L)
          .inGrids("ema")
          .says("Horizon of the served average of the weights, in samples; 0 is none.");

  /** Updates of the weights by each minibatch, one after the other. */
  public static final Setting<Long> UPDATES =
      Setting.of("batch.updates", Types.whole(1, UPDATES_MAX))
          .orQuietly(1L)
          .inGrids("updates")
          .says("Updates of the weights by each minibatch.");

  /** Older samples that each update learns from besides those of the minibatch; 0 for none. */
  public static final Setting<Long> REPLAY_SAMPLES =
      Setting.of("replay.samples", Types.whole(0, BATCH_MAX))
          .orQuietly(0L)
          .inGrids("replay")
          .says("Older samples that each update learns from besides its minibatch; 0 is none.");

  /** How many of the last samples, in whole minibatches, the older ones are drawn from. */
  public static final Setting<Long> REPLAY_BUFFER =
      Setting.of("replay.buffer", Types.whole(1, REPLAY_BUFFER_MAX))
          .orQuietly(10_000L)
          .inGrids("buffer")
          .says("The last samples that older ones are drawn from.");

  /** Each update moves a picture by up to so many pixels, up or down and left or right. */
  public static final Setting<Long> SHIFT =
      Setting.of("augment.shift", Types.whole(0, SHIFT_MAX))
          .orQuietly(0L)
          .inGrids("shift")
          .says("Moves each picture at random, by up to so many pixels.");

  /** Each update turns a picture around its centre by up to so many degrees, either way. */
  public static final Setting<Double> ROTATION =
      Setting.of("augment.rotation", Types.decimal(0, 180))
          .orQuietly(0.0)
          .inGrids("rotation")
          .says("Turns each picture at random, by up to so many degrees.");

  /** Each update makes a picture larger or smaller by up to this share. */
  public static final Setting<Double> SCALING =
      Setting.of("augment.scaling", Types.BELOW_1)
          .orQuietly(0.0)
          .inGrids("scaling")
          .says("Makes each picture larger or smaller at random, by up to this share.");

  /** Of the first weights, of dropout, and of what each update draws. */
  public static final Setting<Long> SEED =
      Setting.of("seed", Types.ANY_WHOLE).or(1L).says("Of the initial weights.");

  /** All of them, in the order in which a command lists them. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          BATCH_SIZE,
          UPDATES,
          REPLAY_SAMPLES,
          REPLAY_BUFFER,
          SHIFT,
          ROTATION,
          SCALING,
          SCHEDULE,
          OPTIMIZER,
          INITIALIZATION,
          L2,
          EMA_SAMPLES,
          SEED);

  private final Values values;

  /**
   * Takes what is set, and the fallback of every other setting.
   *
   * @throws IllegalArgumentException with one sentence if a value is missing or out of its limits
   */
  public Hyperparameters(Values set) {
    Values all = Values.NONE;
    for (Setting<?> setting : SETTINGS) {
      all = checked(setting, set, all);
    }
    values = all;
    if (emaSamples() != 0) {
      Range.within(EMA_SAMPLES.key(), emaSamples(), batchSize(), Schedule.SAMPLES_MAX);
    }
  }

  private static <T> Values checked(Setting<T> setting, Values set, Values all) {
    T value =
        setting.fallback() == null || set.has(setting) ? set.get(setting) : setting.fallback();
    setting.check(value);
    return all.with(setting, value);
  }

  /** All declarations, those that some kind of optimizer or schedule brings along included. */
  public static List<Setting<?>> declarations() {
    return SETTINGS.stream()
        .<Setting<?>>flatMap(
            setting -> Stream.concat(Stream.of(setting), setting.type().parts().stream()))
        .toList();
  }

  /** The value of a setting. */
  public <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  /** The same with another value of one setting. */
  public <T> Hyperparameters with(Setting<T> setting, T value) {
    return new Hyperparameters(values.with(setting, value));
  }

  /** Samples of a minibatch. */
  public int batchSize() {
    return Math.toIntExact(get(BATCH_SIZE));
  }

  /** Updates of the weights by each minibatch. */
  public int updates() {
    return Math.toIntExact(get(UPDATES));
  }

  /** Older samples that each update learns from besides those of the minibatch. */
  public int replaySamples() {
    return Math.toIntExact(get(REPLAY_SAMPLES));
  }

  /** The learning rate by samples consumed. */
  public Schedule schedule() {
    return get(SCHEDULE);
  }

  /** What a gradient becomes. */
  public Optimizer optimizer() {
    return get(OPTIMIZER);
  }

  /** Of the first weights. */
  public Initialization initialization() {
    return get(INITIALIZATION);
  }

  /** The weight penalty. */
  public double l2() {
    return get(L2);
  }

  /** Horizon of the average, in samples; 0 for none. */
  public long emaSamples() {
    return get(EMA_SAMPLES);
  }

  /** Of the first weights, of dropout, and of what each update draws. */
  public long seed() {
    return get(SEED);
  }

  /**
   * The same with some differences, all at once: some values are possible only together. What a new
   * kind of optimizer or schedule has in common with the old one, such as the learning rate, stays.
   *
   * @param given texts by key, which need not be canonical
   * @throws IllegalArgumentException with one sentence if they are not possible
   */
  public Hyperparameters change(Map<String, String> given) {
    Values changed = Values.NONE;
    for (Setting<?> setting : SETTINGS) {
      changed = changed(setting, given, changed);
    }
    return new Hyperparameters(changed);
  }

  private <T> Values changed(Setting<T> setting, Map<String, String> given, Values changed) {
    return changed.with(setting, setting.type().change(setting, get(setting), given));
  }

  /** What {@link #change} needs to come from these to others: texts by key, in order. */
  public Map<String, String> differences(Hyperparameters wanted) {
    Map<String, String> given = new LinkedHashMap<>();
    SETTINGS.forEach(setting -> addDifference(setting, wanted, given));
    return given;
  }

  private <T> void addDifference(
      Setting<T> setting, Hyperparameters wanted, Map<String, String> given) {
    setting.type().difference(setting, get(setting), wanted.get(setting), given);
  }

  /**
   * Keys and values as texts, in the order of the keys and in one canonical form: equal
   * hyper-parameters have equal maps. The kinds of optimizer and schedule bring their own keys.
   */
  public SortedMap<String, String> toMap() {
    SortedMap<String, String> map = new TreeMap<>();
    SETTINGS.forEach(setting -> write(setting, map));
    return Collections.unmodifiableSortedMap(map);
  }

  private <T> void write(Setting<T> setting, Map<String, String> map) {
    setting.type().write(setting, get(setting), map);
  }

  /**
   * The inverse of {@link #toMap()}, and strict: no key may be missing, unknown or superfluous, and
   * every value is in its range and canonical form.
   *
   * @throws IllegalArgumentException with one sentence
   */
  public static Hyperparameters fromMap(Map<String, String> map) {
    Values values = Values.NONE;
    for (Setting<?> setting : SETTINGS) {
      values = read(setting, map, values);
    }
    Hyperparameters hyperparameters = new Hyperparameters(values);
    checkCanonical(map, hyperparameters.toMap());
    return hyperparameters;
  }

  private static <T> Values read(Setting<T> setting, Map<String, String> map, Values values) {
    return values.with(setting, setting.type().read(setting, map));
  }

  /** What was read must write the same texts, so that nothing was ignored or spelt otherwise. */
  private static void checkCanonical(Map<String, String> map, SortedMap<String, String> canonical) {
    for (String key : map.keySet()) {
      if (key == null || !canonical.containsKey(key)) {
        throw new IllegalArgumentException(
            "The hyper-parameter %s is not known or does not go with the others; remove it."
                .formatted(Decimal.excerpt(String.valueOf(key))));
      }
    }
    canonical.forEach(
        (key, value) -> {
          if (!value.equals(map.get(key))) {
            throw new IllegalArgumentException(
                "The hyper-parameter %s is \"%s\"; its canonical form is \"%s\"."
                    .formatted(key, Decimal.excerpt(String.valueOf(map.get(key))), value));
          }
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hyperparameters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
