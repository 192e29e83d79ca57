package dev.thalweg.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.cli.Images;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.SourceKind;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DataOptionsTest {
  private static final ExampleSource FINITE = new Images("mnist", 60_000);
  private static final ExampleSource ENDLESS = new Images("digits", ExampleSource.ENDLESS);

  private static DataOptions options(String... args) {
    DataOptions options = new DataOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("", mixin(options)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return options;
  }

  private static CommandLine.Model.CommandSpec mixin(DataOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void rate_isANumberOrMax() {
    assertThat(options().source.ratePerSecond()).isEqualTo(2_000);
    assertThat(options("--rate", "1").source.ratePerSecond()).isEqualTo(1);
    assertThat(options("--rate", "999999999").source.ratePerSecond()).isEqualTo(999_999_999);
    assertThat(options("--rate", "max").source.ratePerSecond()).isInfinite().isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-5", "1e3", "2.5", "fast", "MAX", "1000000000"})
  void rate_isRefusedInOneSentenceOtherwise(String rate) {
    DataOptions options = options("--rate=" + rate);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(options.source::ratePerSecond)
        .withMessage(
            "\"%s\" is not a rate: give --rate N in samples per second, or --rate max.", rate);
  }

  @Test
  void finiteSource_isStreamedOnceByDefault() {
    assertThat(options().order(FINITE).total()).isEqualTo(60_000);
  }

  @Test
  void finiteSource_isStreamedForItsEpochs() {
    // When
    SampleOrder order = options("--epochs", "3").order(FINITE);

    // Then
    assertThat(order.total()).isEqualTo(180_000);
    assertThat(order.at(59_999)).isEqualTo(new SampleOrder.Position(1, 59_999));
    assertThat(order.at(60_000).epoch()).isEqualTo(2);
  }

  @Test
  void samples_endAStreamWithinItsEpochs() {
    assertThat(options("--samples", "100").order(FINITE).total()).isEqualTo(100);
    assertThat(options("--samples", "100000", "--epochs", "2").order(FINITE).total())
        .isEqualTo(100_000);
  }

  @Test
  void samples_doNotGoOnAfterTheEpochs() {
    assertThat(options("--samples", "100000").order(FINITE).total()).isEqualTo(60_000);
  }

  @Test
  void endlessSource_isAsLongAsMnistByDefault() {
    assertThat(options().order(ENDLESS).total()).isEqualTo(60_000);
    assertThat(options("--epochs", "3").order(ENDLESS).total()).isEqualTo(60_000);
  }

  @Test
  void endlessSource_isAsLongAsItIsAskedFor() {
    assertThat(options("--samples", "1000000").order(ENDLESS).total()).isEqualTo(1_000_000);
  }

  @Test
  void tooFewSamplesOrEpochs_areOneSentence() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> options("--samples", "0").order(ENDLESS))
        .withMessage("--samples 0 is too few: give at least 1.");
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> options("--epochs", "0").order(FINITE))
        .withMessage("--epochs 0 is too few: give at least 1.");
  }

  @Test
  void seed_decidesTheReshuffle() {
    SampleOrder one = options("--epochs", "2", "--data-seed", "1").order(FINITE);
    SampleOrder two = options("--epochs", "2", "--data-seed", "2").order(FINITE);

    assertThat(places(one)).isNotEqualTo(places(two));
    assertThat(places(one))
        .isEqualTo(places(options("--epochs", "2", "--data-seed", "1").order(FINITE)));
  }

  /** Where the first hundred of the second epoch come from. */
  private static List<Long> places(SampleOrder order) {
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      places.add(order.at(60_000 + i).index());
    }
    return places;
  }

  @Test
  void drifts_addUpInTheirOrder() {
    assertThat(options().drift(10).isEmpty()).isTrue();
    assertThat(options("--drift", "invert@9", "--drift", "noise:0.2@3..5,rotate:30@1").drift(10))
        .hasToString("invert@9, noise:0.2@3..5, rotate:30@1");
    DataOptions produce =
        CommandLines.options(
            DataOptions.class, Map.of("THALWEG_DRIFT", "invert@9,rotate:30@1"), "produce");
    assertThat(produce.drift(10)).hasToString("invert@9, rotate:30@1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"produce", "demo"})
  void wrongDrift_isOneSentenceBeforeAnythingStarts(String command) {
    Run run = CommandLines.run(Map.of(), command, "--source", "digits", "--drift", "rotate@5");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("thalweg: --drift \"rotate@5\" can't be set: rotate takes degrees")
        .hasLineCount(1);
  }

  @Test
  void driftBeyondTheEnd_isOneSentence() {
    Run run =
        CommandLines.run(
            Map.of(), "produce", "--source", "digits", "--samples", "9", "--drift", "invert@9");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--drift invert@9 never begins, for the stream has 9 records");
  }

  @Test
  void source_isNamedInSmallLetters() {
    assertThat(options().source.source).isEqualTo(SourceKind.MNIST);
    assertThat(options("--source", "digits").source.source).isEqualTo(SourceKind.DIGITS);
    Run run = CommandLines.run(Map.of(), "produce", "--source", "cifar");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--source", "cifar", "DIGITS");
  }

  @Test
  void shape_mustBeThatOfTheData() {
    DataOptions options = options("--source", "digits");

    assertThat(options.source.locate(told -> {}).train().size()).isEqualTo(ExampleSource.ENDLESS);
    for (String[] wrong : new String[][] {{"--shape", "14x14"}, {"--datatype", "fp32"}}) {
      Run run = CommandLines.run(Map.of(), "produce", "--source", "digits", wrong[0], wrong[1]);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("give --shape 28x28 --datatype UINT8.");
    }
    Run run = CommandLines.run(Map.of(), "produce", "--source", "digits", "--classes", "4");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("give --classes 10.");
  }
}
