package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainFlagsTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");

  private static LearnerConfig trained(String flags) {
    String[] args = ("train " + flags).split(" ", -1);
    ModelOptions model = CommandLines.options(ModelOptions.class, Map.of(), args);
    return config(model.architecture(), model.hyperparameters());
  }

  private static LearnerConfig config(Architecture network, Hyperparameters hyperparameters) {
    return new LearnerConfig(
        PIPELINE, network, Datatype.UINT8, hyperparameters, 10, OnDivergence.SKIP);
  }

  private static String flags(LearnerConfig config) {
    return TrainFlags.text(TrainFlags.of(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--preset online",
        "--preset keras",
        "--preset online --batch-size 128 --learning-rate 0.003",
        "--preset keras --hidden 64,32 --seed -5",
        "--preset online --shape 8x9 --classes 3 --ema-samples 0",
        "--preset online --schedule constant --optimizer momentum --learning-rate 0.05",
        "--preset keras --schedule linear:60000 --l2 0.0001",
        "--preset online --optimizer sgd --initialization glorot_normal",
        "--preset keras --hidden 1",
        "--preset keras --optimizer momentum --momentum 0.5",
        "--preset online --adam-beta1 0.8 --adam-epsilon 0.001",
        "--preset online --schedule-samples 500 --learning-rate-floor 0.0001",
        "--preset online --schedule linear:500 --learning-rate-final 0.0001",
        "--preset small",
        "--preset small --shape 9x8 --seed 4",
        "--preset online --shape 6 --classes 2 --hidden 5"
      })
  void flags_areThoseThatTheConfigurationCameFrom(String flags) {
    assertThat(flags(trained(flags)).split(" ", -1))
        .containsExactlyInAnyOrder(flags.split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8x8 dense(16,tanh) dense(3,softmax) cross_entropy",
        "8x8 conv(4,3x3,relu) pool(2x2) norm flatten dense(3,softmax) cross_entropy"
      })
  void networkOfOtherLayers_isGivenAsAWholeText(String text) {
    LearnerConfig config =
        config(Architecture.parse(text), Preset.named("online").hyperparameters());

    assertThat(flags(config)).isEqualTo("--preset online --architecture \"" + text + "\"");
  }

  @Test
  void presetWithTheFewestDifferences_isTaken() {
    LearnerConfig config =
        config(
            Preset.named("keras").architecture(Shape.of(28, 28), 10),
            Preset.named("keras").hyperparameters().with(Hyperparameters.SEED, 9L));

    assertThat(flags(config)).isEqualTo("--preset keras --seed 9");
  }
}
