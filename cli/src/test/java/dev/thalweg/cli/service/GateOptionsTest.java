package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.scorer.gate.GateKeeper;
import dev.thalweg.snapshots.serving.Following;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateOptionsTest {
  private static final Connection NOWHERE =
      new Connection("localhost:1", "http://localhost:1", Map.of(), true);

  private static GateOptions parse(String... args) {
    return CommandLines.parse(ScoreCommand.class, Map.of(), args).gate;
  }

  private static List<GateKeeper> keepers(GateOptions options) {
    return options.keepers(ScorerConfig.of(NOWHERE, new Pipeline("test"), "scorer-one"));
  }

  @Test
  void gate_isOnByDefault_with500ExamplesAndOnePoint() {
    GateOptions options = parse("score");

    assertThat(options.following()).isEqualTo(Following.PROMOTED);
    assertThat(options.examples).isEqualTo(Gate.EXAMPLES_DEFAULT);
    assertThat(options.tolerance).isEqualTo(Gate.TOLERANCE_DEFAULT);
  }

  @Test
  void gateOff_followsTheNewest_andRunsNone() {
    GateOptions options = parse("score", "--gate", "off");

    assertThat(options.following()).isEqualTo(Following.NEWEST);
    assertThat(keepers(options)).isEmpty();
  }

  @Test
  void gateOn_isAPartOfTheScorer_whichIsClosedThoughItWasNotStarted() {
    // Given
    List<GateKeeper> keepers = keepers(parse("score", "--gate", "on", "--gate-examples", "20"));

    // When
    Part gate = GateOptions.part(keepers.get(0));
    gate.closing().run();

    // Then
    assertThat(keepers).hasSize(1);
    assertThat(gate.name()).isEqualTo("the gate of test");
    assertThat(gate.completion()).isNotCompletedExceptionally();
  }

  @Test
  void impossibleGate_isASentence() {
    assertThatThrownBy(() -> keepers(parse("score", "--gate-examples", "0")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 1 to");
    assertThatThrownBy(() -> keepers(parse("score", "--gate-tolerance", "-2")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 0 to 100");
  }
}
