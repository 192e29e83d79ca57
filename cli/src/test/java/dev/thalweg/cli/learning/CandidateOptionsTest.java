package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.optimizer.Momentum;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import dev.thalweg.trainer.replay.Candidate;
import dev.thalweg.trainer.replay.LiveModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateOptionsTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final Architecture NETWORK =
      Architecture.parse("8x9 dense(16,tanh) dense(3,softmax) cross_entropy");
  private static final Hyperparameters LIVE =
      Preset.named("online")
          .hyperparameters()
          .with(Hyperparameters.OPTIMIZER, new Momentum(0.5))
          .with(Hyperparameters.SCHEDULE, new Schedule.Linear(0.5, 0.1, 90_000))
          .with(Hyperparameters.SEED, 77L);

  private static Optional<LiveModel> live() {
    return Optional.of(
        new LiveModel(
            new LearnerConfig(PIPELINE, NETWORK, Datatype.UINT8, LIVE, 2_000, OnDivergence.SKIP),
            List.of(),
            "a backend"));
  }

  private static CandidateOptions options(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "replay";
    System.arraycopy(args, 0, all, 1, args.length);
    CandidateOptions options = CommandLines.options(CandidateOptions.class, Map.of(), all);
    options.check();
    return options;
  }

  private static List<Candidate> candidates(Optional<LiveModel> live, String... args) {
    return options(args).candidates(PIPELINE, live);
  }

  private static Candidate candidate(Optional<LiveModel> live, String... args) {
    List<Candidate> candidates = candidates(live, args);
    assertThat(candidates).hasSize(1);
    return candidates.get(0);
  }

  private static Hyperparameters hyperparameters(String... args) {
    return candidate(live(), args).config().hyperparameters();
  }

  @Test
  void flags_changeWhatTheyNameInTheLiveConfiguration() {
    assertThat(hyperparameters("--learning-rate", "0.05"))
        .isEqualTo(LIVE.change(Map.of("learning.rate", "0.05")));
    assertThat(hyperparameters("--batch-size", "64"))
        .isEqualTo(LIVE.with(Hyperparameters.BATCH_SIZE, 64L));
    assertThat(hyperparameters("--optimizer", "sgd"))
        .isEqualTo(LIVE.with(Hyperparameters.OPTIMIZER, new Sgd()));
    assertThat(hyperparameters("--seed", "5", "--l2", "0.1"))
        .isEqualTo(LIVE.with(Hyperparameters.SEED, 5L).with(Hyperparameters.L2, 0.1));
    assertThat(candidate(live(), "--seed", "5").config().architecture()).isEqualTo(NETWORK);
  }

  @Test
  void hidden_keepsTheLiveShape() {
    assertThat(candidate(live(), "--hidden", "7,5").config().architecture().text())
        .isEqualTo("8x9 dense(7,relu) dense(5,relu) dense(3,softmax) cross_entropy");
  }

  @Test
  void preset_replacesTheBaseButForTheShape() {
    Candidate candidate = candidate(live(), "--preset", "keras", "--batch-size", "64");

    assertThat(candidate.config().hyperparameters())
        .isEqualTo(Preset.named("keras").hyperparameters().with(Hyperparameters.BATCH_SIZE, 64L));
    assertThat(candidate.config().architecture())
        .isEqualTo(Preset.named("keras").architecture(Shape.of(8, 9), 3));
  }

  @Test
  void preset_isAWholeConfigurationWithoutALiveModel() {
    Candidate candidate = candidate(Optional.empty(), "--preset", "keras");

    assertThat(candidate.config().architecture())
        .isEqualTo(Preset.named("keras").architecture(Shape.of(28, 28), 10));
    assertThat(candidate.config().hyperparameters())
        .isEqualTo(Preset.named("keras").hyperparameters());
  }

  @Test
  void grid_isTheProductOverTheFlags() {
    List<Candidate> candidates =
        candidates(live(), "--seed", "5", "--grid", "lr=0.1,0.2", "batch=8,16", "--l2", "0.1");

    assertThat(candidates)
        .extracting(Candidate::name)
        .containsExactly("lr=0.1 batch=8", "lr=0.1 batch=16", "lr=0.2 batch=8", "lr=0.2 batch=16");
    assertThat(candidates.get(2).config().hyperparameters())
        .isEqualTo(
            LIVE.with(Hyperparameters.SEED, 5L)
                .with(Hyperparameters.L2, 0.1)
                .change(Map.of("learning.rate", "0.2"))
                .with(Hyperparameters.BATCH_SIZE, 8L));
  }

  @Test
  void gridsValue_winsOverTheFlags() {
    assertThat(candidates(live(), "--seed", "5", "--grid", "seed=6"))
        .extracting(candidate -> candidate.config().hyperparameters().seed())
        .containsExactly(6L);
  }

  @Test
  void gridFromTheEnvironment_isTheSame() {
    CandidateOptions options =
        CommandLines.options(
            CandidateOptions.class, Map.of("THALWEG_GRID", "lr=0.1,0.2 batch=8,16"), "replay");
    options.check();

    assertThat(options.candidates(PIPELINE, live())).hasSize(4);
  }

  @Test
  void valuesThatArePossibleOnlyTogether_areTakenTogether() {
    // Given an average shorter than the batch of the flags alone
    List<Candidate> candidates =
        candidates(live(), "--batch-size", "8192", "--grid", "ema=10000,20000");

    assertThat(candidates)
        .extracting(candidate -> candidate.config().hyperparameters().emaSamples())
        .containsExactly(10_000L, 20_000L);
  }

  @Test
  void name_derivesFromWhatDiffers() {
    assertThat(candidate(live(), "--learning-rate", "1e-3", "--hidden", "7,5").name())
        .isEqualTo("lr=0.001 hidden=7x5");
    assertThat(
            candidate(live(), "--preset", "keras", "--seed", "2", "--initialization", "he_uniform")
                .name())
        .isEqualTo("preset=keras initialization=he_uniform seed=2");
    assertThat(candidate(live(), "--seed", "2", "--name", "mine").name()).isEqualTo("mine");
  }

  @Test
  void impossibleCombination_isNamed() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> candidates(live(), "--grid", "batch=8,8192"))
        .withMessageStartingWith("The candidate batch=8192 is not possible: ema.samples is 6400");
  }

  @Test
  void noLiveModel_isToldWhatHelps() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> candidates(Optional.empty(), "--seed", "2"))
        .withMessage(
            "digits.snapshots holds no snapshot yet, so there is no live model to differ from:"
                + " train until the first one is taken, or begin with a --preset.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|Say what should differ from the live model",
        "--grid speed=3|--grid has no \"speed\"; its names are batch, updates, replay, buffer, shift, rotation, scaling, schedule, lr,",
        "--grid lr=fast|The hyper-parameter learning.rate \"fast\" is not a number.",
        "--grid hidden=99999999999|write the units of a network like 128 or 128x64.",
        "--grid initialization=zero|The hyper-parameter initialization is \"zero\"; it must be"
            + " he_normal,",
        "--grid lr=1 --name a|--name is for a single candidate: leave it out with --grid.",
        "--seed 2 --name live|\"live\" is the live model's name: give the candidate another.",
        "--seed 2 --from-time yesterday|\"yesterday\" is not a point in time",
        "--seed 2 --from-time 1h --from-offset 3|Give either --from-offset or --from-time",
        "--seed 2 --report no/such/file.json|The report no/such/file.json can't be written",
        "--seed 2|No cluster is given"
      })
  void wrongArguments_areOneSentence(String args, String part) {
    String[] all = ("replay " + (args == null ? "" : args)).strip().split(" ", -1);

    Run run = CommandLines.run(Map.of(), all);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("thalweg: ").contains(part).hasLineCount(1);
    assertThat(run.err().strip()).endsWith(".").doesNotContain("It failed with", "..");
  }
}
