package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.optimizer.Adam;
import dev.thalweg.model.optimizer.Momentum;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelOptionsTest {
  private static final Hyperparameters ONLINE = Preset.named("online").hyperparameters();

  private static ModelOptions options(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "train";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLines.options(ModelOptions.class, Map.of(), all);
  }

  private static Hyperparameters hyperparameters(String... args) {
    return options(args).hyperparameters();
  }

  @Test
  void presets_areTheModels() {
    assertThat(hyperparameters()).isEqualTo(ONLINE);
    assertThat(hyperparameters("--preset", "keras"))
        .isEqualTo(Preset.named("keras").hyperparameters());
    assertThat(options().architecture().text())
        .isEqualTo("28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy");
  }

  @Test
  void overrides_changeWhatTheyNameAlone() {
    assertThat(hyperparameters("--batch-size", "64"))
        .isEqualTo(ONLINE.with(Hyperparameters.BATCH_SIZE, 64L));
    assertThat(hyperparameters("--learning-rate", "0.002"))
        .isEqualTo(ONLINE.change(Map.of("learning.rate", "0.002")));
    assertThat(hyperparameters("--l2", "0.0001"))
        .isEqualTo(ONLINE.with(Hyperparameters.L2, 0.0001));
    assertThat(hyperparameters("--ema-samples", "0"))
        .isEqualTo(ONLINE.with(Hyperparameters.EMA_SAMPLES, 0L));
    assertThat(hyperparameters("--seed", "-7")).isEqualTo(ONLINE.with(Hyperparameters.SEED, -7L));
    assertThat(hyperparameters("--initialization", "glorot_uniform"))
        .isEqualTo(ONLINE.with(Hyperparameters.INITIALIZATION, Initialization.GLOROT_UNIFORM));
  }

  @Test
  void optimizer_keepsWhatItSharesWithThePresets() {
    assertThat(hyperparameters("--optimizer", "sgd"))
        .isEqualTo(ONLINE.with(Hyperparameters.OPTIMIZER, new Sgd()));
    assertThat(hyperparameters("--optimizer", "momentum"))
        .isEqualTo(ONLINE.with(Hyperparameters.OPTIMIZER, new Momentum(0.9)));
    assertThat(hyperparameters("--optimizer", "adam", "--preset", "keras").optimizer())
        .isEqualTo(new Adam(0.9, 0.999, 1e-7));
    assertThat(hyperparameters("--optimizer", "momentum", "--momentum", "0.5").optimizer())
        .isEqualTo(new Momentum(0.5));
    assertThat(hyperparameters("--adam-epsilon", "1e-6").optimizer())
        .isEqualTo(new Adam(0.9, 0.999, 1e-6));
  }

  @Test
  void schedule_beginsAtThePresetsRateOrTheGivenOne() {
    assertThat(hyperparameters("--schedule", "linear:60000").schedule())
        .isEqualTo(new Schedule.Linear(4.5e-3, 0, 60_000));
    assertThat(hyperparameters("--schedule", "linear:60000", "--learning-rate", "0.5").schedule())
        .isEqualTo(new Schedule.Linear(0.5, 0, 60_000));
    assertThat(hyperparameters("--schedule", "constant", "--learning-rate", "0.5").schedule())
        .isEqualTo(new Schedule.Constant(0.5));
    assertThat(
            hyperparameters("--schedule-samples", "5", "--learning-rate-floor", "1e-4").schedule())
        .isEqualTo(new Schedule.InverseSqrt(4.5e-3, 5, 1e-4));
    assertThat(hyperparameters("--schedule", "inverse-sqrt", "--preset", "keras").schedule())
        .isEqualTo(new Schedule.InverseSqrt(1e-3, 10_000, 1e-3));
  }

  @Test
  void schedule_hasNoFloorAboveALowRate() {
    assertThat(hyperparameters("--schedule", "inverse-sqrt", "--learning-rate", "1e-4").schedule())
        .isEqualTo(new Schedule.InverseSqrt(1e-4, 10_000, 1e-4));
    assertThat(hyperparameters("--learning-rate", "1e-4").schedule())
        .isEqualTo(new Schedule.InverseSqrt(1e-4, 10_000, 1e-4));
  }

  @Test
  void batchAndAverage_areCheckedTogether() {
    // Given batches longer than the preset's average, and an average shorter than its batches
    Hyperparameters large = hyperparameters("--batch-size", "8192", "--ema-samples", "10000");
    Hyperparameters small =
        hyperparameters("--preset", "keras", "--batch-size", "16", "--ema-samples", "64");

    // Then
    assertThat(large.batchSize()).isEqualTo(8_192);
    assertThat(large.emaSamples()).isEqualTo(10_000);
    assertThat(small.batchSize()).isEqualTo(16);
    assertThat(small.emaSamples()).isEqualTo(64);
  }

  @Test
  void hidden_replacesThePresetsLayers() {
    Architecture network =
        options("--hidden", "64,32", "--shape", "14x7", "--classes", "4").architecture();

    assertThat(network.text())
        .isEqualTo("14x7 dense(64,relu) dense(32,relu) dense(4,softmax) cross_entropy");
  }

  @Test
  void architecture_isTakenAsItIsWritten() {
    String text = "8x8 dense(16,tanh) dense(3,softmax) cross_entropy";

    assertThat(options("--architecture", text).architecture()).isEqualTo(Architecture.parse(text));
  }

  @Test
  void divergence_isSkippedUnlessItShallStop() {
    assertThat(options().onDivergence).isEqualTo(OnDivergence.SKIP);
    assertThat(options("--on-divergence", "stop").onDivergence).isEqualTo(OnDivergence.STOP);
  }

  @Test
  void learningRateThatIsNotANumber_isAWrongCommandLine() {
    Run run = CommandLines.run(Map.of(), "train", "--learning-rate", "NaN");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'--learning-rate'", "\"NaN\" is not a number.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "--preset, fast, 'There is no preset \"fast\"'",
        "--optimizer, rmsprop, 'There is no optimizer \"rmsprop\"; use sgd, momentum, nesterov, adam or adamw.'",
        "--schedule, cosine, 'There is no schedule \"cosine\"'",
        "--schedule, linear:, 'The hyper-parameter schedule.samples is \"\"'",
        "--schedule, linear, 'The schedule linear needs its schedule.samples: write linear:N.'",
        "--schedule, constant:3, 'The schedule constant takes nothing after its name.'",
        "--momentum, 0.5, '--momentum does not go with the optimizer adam: leave it out'",
        "--adam-beta1, 1, 'adam.beta1 is 1.0; it must be'",
        "--schedule, linear:0, 'schedule.samples is 0'",
        "--schedule, linear:9999999999999999, 'schedule.samples is 9999999999999999; it must'",
        "--batch-size, 0, 'batch.size is 0; it must be from 1 to 65536.'",
        "--batch-size, 8192, 'ema.samples is 6400; it must be from 8192'",
        "--learning-rate, 0, 'learning.rate is 0.0; it must be more than 0'",
        "--l2, -1, 'l2 is -1.0; it must be from 0 to 1.'",
        "--ema-samples, 31, 'ema.samples is 31; it must be from 32'",
        "--hidden, 0, '0'",
        "--architecture, nonsense, 'nonsense'",
        "--classes, 0, '0 classes are not possible'",
        "--shape, 28x, '--shape: \"28x\" is not a shape'",
        "--shape, 0x28, '--shape: \"0x28\" is not a shape'",
        "--snapshot-every, 0, 'A snapshot every 0 samples is not possible: give at least 1.'",
        "--pipeline, Digits, '\"Digits\" is not a pipeline name'"
      })
  void wrongValue_isOneSentence(String option, String value, String part) {
    Run run = CommandLines.run(Map.of(), "train", option, value);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("thalweg: ").contains(part).hasLineCount(1);
    assertThat(run.err().strip()).endsWith(".").doesNotContain("It failed with");
  }

  @Test
  void architectureAndHidden_areRefusedTogether() {
    Run run =
        CommandLines.run(Map.of(), "train", "--hidden", "8", "--architecture", "8x8 dense(2)");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo("thalweg: Give either --architecture or --hidden, not both.");
  }
}
