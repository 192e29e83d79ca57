package dev.thalweg.trainer.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerConfigTest {

  private static LearnerConfig config(int hiddenUnits, long snapshotEvery) {
    Architecture architecture =
        new Architecture(
            Shape.of(28, 28),
            List.of(new Dense(hiddenUnits, Activation.RELU)),
            10,
            Output.SOFTMAX,
            Loss.CROSS_ENTROPY);
    return new LearnerConfig(
        Fixture.PIPELINE,
        architecture,
        Datatype.UINT8,
        Fixture.config().hyperparameters(),
        snapshotEvery,
        OnDivergence.SKIP);
  }

  @Test
  void networkThatIsLargerThanARecord_isInParts() {
    assertThat(config(4_000, 1_000).isParted()).isTrue();
    assertThat(config(329, 1_000).isParted()).isFalse(); // 261,565 parameters of 262,144
    assertThat(config(330, 1_000).isParted()).isTrue();
  }

  @Test
  void snapshotInterval_isRefusedBelowOne() {
    assertThatThrownBy(() -> config(16, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void whatIsFrozen_hasEveryHyperparameterAndTheSnapshotInterval() {
    LearnerConfig config = config(16, 1_000);
    assertThat(config.frozen())
        .containsAllEntriesOf(config.hyperparameters().toMap())
        .containsEntry("snapshot.every", "1000");
  }

  @Test
  void mapping_isFrozenAndFoundAgain_andHasToFit() {
    // Given
    LearnerConfig config = config(16, 1_000).withMapping("features: ...");

    // Then
    assertThat(
            LearnerConfig.ofFrozen(Fixture.PIPELINE, config.architecture().text(), config.frozen())
                .mapping())
        .isEqualTo("features: ...");
    assertThatThrownBy(() -> config.withMapping("ä".repeat(16_385)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("32,770 bytes")
        .hasMessageContaining("hashed categories");
  }
}
