package dev.thalweg.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.TrainerStreamsConfig;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AtLeastOnceTrainerTest {

  @Test
  void settings_areTheTrainersButForTheGuarantee() {
    // Given
    Preset preset = Preset.named("online");
    TrainerConfig config =
        new TrainerConfig(
            new Connection("localhost:1", "http://localhost:1", Map.of(), true),
            new LearnerConfig(
                new Pipeline("test"),
                preset.architecture(Shape.of(28, 28), 10),
                Datatype.UINT8,
                preset.hyperparameters(),
                10_000,
                LearnerConfig.OnDivergence.SKIP),
            "one",
            Path.of("unused"),
            Duration.ofSeconds(5));
    Map<Object, Object> expected = new HashMap<>(TrainerStreamsConfig.of(config, "g"));
    expected.put("processing.guarantee", "at_least_once");
    expected.put("consumer.isolation.level", "read_uncommitted");
    expected.remove("num.standby.replicas");
    expected.remove("default.client.supplier");

    // When, then
    assertThat(AtLeastOnceTrainer.settings(config, "g")).isEqualTo(expected);
  }
}
