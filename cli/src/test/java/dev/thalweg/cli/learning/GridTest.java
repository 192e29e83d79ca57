package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.cli.learning.Grid.Point;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  @Test
  void points_areTheCartesianProductInOrder() {
    assertThat(Grid.points(List.of("lr=0.001,0.003", "batch=32,128")))
        .containsExactly(
            point("lr=0.001 batch=32", "0.001", "32"),
            point("lr=0.001 batch=128", "0.001", "128"),
            point("lr=0.003 batch=32", "0.003", "32"),
            point("lr=0.003 batch=128", "0.003", "128"));
  }

  private static Point point(String name, String rate, String batch) {
    return new Point(name, Map.of("learning.rate", rate, "batch.size", batch), List.of());
  }

  @Test
  void everyDeclaredHyperparameter_hasAName() {
    for (Setting<?> setting : Hyperparameters.declarations()) {
      assertThat(Grid.points(List.of(setting.gridName() + "=1")).get(0).given())
          .containsExactly(Map.entry(setting.key(), "1"));
    }
  }

  @Test
  void axes_mayBeOneTextAsTheEnvironmentHasIt() {
    assertThat(Grid.points(List.of(" lr=0.001,0.003  batch=32,128 ")))
        .isEqualTo(Grid.points(List.of("lr=0.001,0.003", "batch=32,128")));
  }

  @Test
  void hidden_isWrittenWithAnX() {
    assertThat(Grid.points(List.of("hidden=64,128x32")))
        .containsExactly(
            new Point("hidden=64", Map.of(), List.of(64)),
            new Point("hidden=128x32", Map.of(), List.of(128, 32)));
  }

  @Test
  void repeatedValue_countsOnce() {
    assertThat(Grid.points(List.of("seed=1,2,1"))).hasSize(2);
  }

  @Test
  void sixtyFour_areTheLimit() {
    String eight = IntStream.range(0, 8).mapToObj(String::valueOf).collect(Collectors.joining(","));

    assertThat(Grid.points(List.of("seed=" + eight, "ema=" + eight))).hasSize(64);
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Grid.points(List.of("seed=" + eight + ",8", "ema=" + eight)))
        .withMessage("--grid has more than 64 candidates: give fewer values, or replay in parts.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate=1|--grid has no \"rate\"; its names are batch, updates, replay, buffer, shift,"
            + " rotation, scaling, schedule, lr, schedule.samples, learning.rate.floor,"
            + " learning.rate.final, optimizer, momentum, adam.beta1, adam.beta2, adam.epsilon,"
            + " weight.decay, initialization, l2, ema, seed, hidden.",
        "lr|--grid \"lr\" lacks a value: write it like lr=V1,V2.",
        "lr=|--grid \"lr=\" lacks a value: write it like lr=V1,V2.",
        "lr=1,,2|--grid \"lr=1,,2\" lacks a value: write it like lr=V1,V2.",
        "hidden=64,32x|--grid \"hidden=64,32x\" has \"32x\": write the units of a network like 128"
            + " or 128x64.",
        "lr=1 lr=2|--grid has lr twice: give all its values in one, lr=V1,V2.",
        "=1|--grid has no \"\"; its names are batch, updates, replay, buffer, shift,"
            + " rotation, scaling, schedule, lr, schedule.samples, learning.rate.floor,"
            + " learning.rate.final, optimizer, momentum, adam.beta1, adam.beta2, adam.epsilon,"
            + " weight.decay, initialization, l2, ema, seed, hidden."
      })
  void malformedAxis_isOneSentence(String axis, String sentence) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Grid.points(List.of(axis)))
        .withMessage(sentence);
  }
}
