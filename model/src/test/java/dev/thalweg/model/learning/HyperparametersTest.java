package dev.thalweg.model.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.network.Shape;
import dev.thalweg.model.text.Decimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperparametersTest {

  private static final Hyperparameters ONLINE = Preset.named("online").hyperparameters();

  @Test
  void map_isCanonical() {
    assertThat(ONLINE.toMap().toString())
        .isEqualTo(
            "{adam.beta1=0.9, adam.beta2=0.999, adam.epsilon=1E-8, batch.size=32,"
                + " ema.samples=6400, initialization=he_normal, l2=0, learning.rate=0.0045,"
                + " learning.rate.floor=0.001, optimizer=adam, schedule=inverse_sqrt,"
                + " schedule.samples=10000, seed=1}");
  }

  @ParameterizedTest
  @CsvSource({
    "batch.size, 0",
    "batch.size, 65537",
    "batch.size, -99999999999",
    "batch.size, 032",
    "batch.size, +32",
    "batch.size, 99999999999",
    "batch.size, many",
    "l2, -0.1",
    "l2, NaN",
    "l2, 2",
    "ema.samples, 31",
    "ema.samples, -1",
    "initialization, zeros",
    "learning.rate, 0",
    "learning.rate, 1e7",
    "learning.rate, 4.5e-3",
    "learning.rate, Infinity",
    "learning.rate.floor, 0.1",
    "schedule, cosine",
    "schedule, constant",
    "schedule.samples, 0",
    "optimizer, lion",
    "optimizer, sgd",
    "adam.beta1, 1",
    "adam.beta2, -0.5",
    "adam.epsilon, 0",
    "seed, 1.5",
    "warm.up, 3"
  })
  void map_isRefusedInOneSentence(String key, String value) {
    var map = new TreeMap<>(ONLINE.toMap());
    map.put(key, value);

    assertThatThrownBy(() -> Hyperparameters.fromMap(map))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).matches("[\\x20-\\x7e]{15,200}\\."));
  }

  @Test
  void map_isRefusedWhenAnyKeyIsMissing() {
    for (String key : ONLINE.toMap().keySet()) {
      var map = new TreeMap<>(ONLINE.toMap());
      map.remove(key);

      assertThatThrownBy(() -> Hyperparameters.fromMap(map))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void with_changesOneThing() {
    assertThat(ONLINE.with(Hyperparameters.BATCH_SIZE, 64L).toMap())
        .containsEntry("batch.size", "64");
    assertThat(ONLINE.with(Hyperparameters.SEED, -3L).toMap()).containsEntry("seed", "-3");
    assertThat(ONLINE.change(Map.of("learning.rate", "0.0005")).toMap())
        .containsEntry("learning.rate", "0.0005")
        .containsEntry("learning.rate.floor", "0.0005");
    assertThatThrownBy(() -> ONLINE.with(Hyperparameters.BATCH_SIZE, 6401L))
        .hasMessageContaining("ema.samples");
  }

  @Test
  void schedules_areInSamples() {
    var inverse = new Schedule.InverseSqrt(4.5e-3, 10_000, 1e-3);
    assertThat(inverse.at(0)).isEqualTo(4.5e-3);
    assertThat(inverse.at(30_000)).isCloseTo(2.25e-3, within(1e-15));
    assertThat(inverse.at(10_000_000)).isEqualTo(1e-3);
    var linear = new Schedule.Linear(1, 0.5, 100);
    assertThat(linear.at(0)).isEqualTo(1);
    assertThat(linear.at(50)).isEqualTo(0.75);
    assertThat(linear.at(Long.MAX_VALUE)).isEqualTo(0.5);
    assertThat(new Schedule.Constant(0.25).at(77)).isEqualTo(0.25);
  }

  @Test
  void decimals_areTheShortestThatReadBack() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextDouble() * Math.pow(10, random.nextInt(30) - 15);
      String text = Decimal.text(value);
      assertThat(Double.parseDouble(text)).as("seed %d", seed).isEqualTo(value);
      assertThat(text.length()).as("seed %d, %s", seed, text).isLessThanOrEqualTo(24);
    }
    assertThat(Decimal.text(2e-3)).isEqualTo("0.002");
    assertThat(Decimal.text(0x1p-44)).isEqualTo("5.6843418860808015E-14");
    assertThat(Decimal.text(-6400)).isEqualTo("-6400");
  }

  @Test
  void presets_areNamed() {
    assertThat(Preset.names()).startsWith("online", "keras");
    assertThatThrownBy(() -> Preset.named("offline"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no preset \"offline\"; use one of online, keras, small, accurate,"
                + " accurate-small, tabular, linear.");
    assertThat(Preset.named("tabular").architecture(Shape.of(6), List.of(5), 2).text())
        .isEqualTo("6 standardize dense(5,relu) dense(2,softmax) cross_entropy");
    assertThat(Preset.named("linear").architecture(Shape.of(6), 2).text())
        .isEqualTo("6 standardize dense(2,softmax) cross_entropy");
    assertThat(Preset.named("keras").architecture(Shape.of(28, 28), 10).text())
        .isEqualTo("28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy");
    assertThat(Preset.named("online").architecture(Shape.of(8, 9), List.of(5), 3).text())
        .isEqualTo("8x9 dense(5,relu) dense(3,softmax) cross_entropy");
    assertThat(Preset.named("online").architecture(Shape.of(8, 9), List.of(), 3).text())
        .isEqualTo("8x9 dense(3,softmax) cross_entropy");
  }
}
