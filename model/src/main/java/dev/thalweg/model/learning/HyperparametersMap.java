package dev.thalweg.model.learning;

import dev.thalweg.model.network.ArchitectureText;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.text.Decimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Hyper-parameters as texts, and back. */
final class HyperparametersMap {

  private final Map<String, String> map;

  private HyperparametersMap(Map<String, String> map) {
    this.map = map;
  }

  static SortedMap<String, String> of(Hyperparameters h) {
    var map = new TreeMap<String, String>();
    map.put("batch.size", Integer.toString(h.batchSize()));
    map.put("l2", Decimal.text(h.l2()));
    map.put("ema.samples", Long.toString(h.emaSamples()));
    map.put("initialization", ArchitectureText.name(h.initialization()));
    map.put("seed", Long.toString(h.seed()));
    put(map, h.optimizer());
    put(map, h.schedule());
    return Collections.unmodifiableSortedMap(map);
  }

  private static void put(Map<String, String> map, Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam adam) {
      map.put("optimizer", "adam");
      map.put("adam.beta1", Decimal.text(adam.beta1()));
      map.put("adam.beta2", Decimal.text(adam.beta2()));
      map.put("adam.epsilon", Decimal.text(adam.epsilon()));
    } else if (optimizer instanceof Optimizer.Momentum momentum) {
      map.put("optimizer", "momentum");
      map.put("momentum", Decimal.text(momentum.momentum()));
    } else {
      map.put("optimizer", "sgd");
    }
  }

  private static void put(Map<String, String> map, Schedule schedule) {
    map.put("learning.rate", Decimal.text(schedule.rate()));
    if (schedule instanceof Schedule.InverseSqrt inverse) {
      map.put("schedule", "inverse_sqrt");
      map.put("schedule.samples", Decimal.text(inverse.samples()));
      map.put("learning.rate.floor", Decimal.text(inverse.floor()));
    } else if (schedule instanceof Schedule.Linear linear) {
      map.put("schedule", "linear");
      map.put("schedule.samples", Long.toString(linear.samples()));
      map.put("learning.rate.final", Decimal.text(linear.finalRate()));
    } else {
      map.put("schedule", "constant");
    }
  }

  static Hyperparameters parse(Map<String, String> map) {
    var reader = new HyperparametersMap(map);
    var read =
        new Hyperparameters(
            Math.toIntExact(reader.whole("batch.size", 1, Hyperparameters.BATCH_MAX)),
            reader.optimizer(),
            reader.schedule(),
            reader.decimal("l2"),
            reader.whole("ema.samples", 0, Schedule.SAMPLES_MAX),
            reader.initialization(),
            reader.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE));
    reader.checkCanonical(of(read));
    return read;
  }

  /** What was read must write the same texts, so that nothing was ignored or spelt otherwise. */
  private void checkCanonical(SortedMap<String, String> canonical) {
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
                    .formatted(key, Decimal.excerpt(text(key)), value));
          }
        });
  }

  private Optimizer optimizer() {
    return switch (text("optimizer")) {
      case "sgd" -> new Optimizer.Sgd();
      case "momentum" -> new Optimizer.Momentum(decimal("momentum"));
      case "adam" ->
          new Optimizer.Adam(decimal("adam.beta1"), decimal("adam.beta2"), decimal("adam.epsilon"));
      default -> throw unknown("optimizer", "sgd, momentum or adam");
    };
  }

  private Schedule schedule() {
    double rate = decimal("learning.rate");
    return switch (text("schedule")) {
      case "constant" -> new Schedule.Constant(rate);
      case "inverse_sqrt" ->
          new Schedule.InverseSqrt(
              rate, decimal("schedule.samples"), decimal("learning.rate.floor"));
      case "linear" ->
          new Schedule.Linear(
              rate,
              decimal("learning.rate.final"),
              whole("schedule.samples", 1, Schedule.SAMPLES_MAX));
      default -> throw unknown("schedule", "constant, inverse_sqrt or linear");
    };
  }

  private Initialization initialization() {
    String name = text("initialization");
    for (Initialization one : Initialization.values()) {
      if (ArchitectureText.name(one).equals(name)) {
        return one;
      }
    }
    throw unknown("initialization", "he_normal, he_uniform, glorot_normal or glorot_uniform");
  }

  private String text(String key) {
    String value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("The hyper-parameter %s is missing.".formatted(key));
    }
    return value;
  }

  private double decimal(String key) {
    return Decimal.parse("hyper-parameter " + key, text(key));
  }

  private long whole(String key, long least, long most) {
    String value = text(key);
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The sentence below says it.
    }
    throw new IllegalArgumentException(
        "The hyper-parameter %s is \"%s\"; it must be a whole number from %d to %d."
            .formatted(key, Decimal.excerpt(value), least, most));
  }

  private IllegalArgumentException unknown(String key, String choices) {
    return new IllegalArgumentException(
        "The hyper-parameter %s is \"%s\"; it must be %s."
            .formatted(key, Decimal.excerpt(text(key)), choices));
  }
}
