package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.snapshots.serving.Following;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateOptionsTest {
  private static final Connection NOWHERE =
      new Connection("localhost:1", "http://localhost:1", Map.of(), true);
  private static final Service SCORER =
      new Service("scorer", () -> {}, () -> true, new CompletableFuture<>(), () -> {});

  private static GateOptions parse(String... args) {
    return CommandLines.parse(ScoreCommand.class, Map.of(), args).gate;
  }

  private static Service beside(GateOptions options) {
    return GateOptions.beside(
        SCORER, options.keepers(ScorerConfig.of(NOWHERE, new Pipeline("test"), "scorer-one")));
  }

  @Test
  void gate_isOnByDefault_with500ImagesAndOnePoint() {
    GateOptions options = parse("score");

    assertThat(options.following()).isEqualTo(Following.PROMOTED);
    assertThat(options.images).isEqualTo(Gate.IMAGES_DEFAULT);
    assertThat(options.tolerance).isEqualTo(Gate.TOLERANCE_DEFAULT);
  }

  @Test
  void gateOff_followsTheNewest_andRunsNone() {
    GateOptions options = parse("score", "--gate", "off");

    assertThat(options.following()).isEqualTo(Following.NEWEST);
    assertThat(beside(options)).isSameAs(SCORER);
  }

  @Test
  void gateOn_runsBesideTheScorer_andFreesWhatItHasWhenItIsClosed() {
    // When
    Service both = beside(parse("score", "--gate", "on", "--gate-images", "20"));

    // Then: the gate was not started as yet
    assertThat(both).isNotSameAs(SCORER);
    both.close();
    assertThat(both.completion()).isNotDone();
  }

  @Test
  void impossibleGate_isASentence() {
    assertThatThrownBy(() -> beside(parse("score", "--gate-images", "0")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 1 to");
    assertThatThrownBy(() -> beside(parse("score", "--gate-tolerance", "-2")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 0 to 100");
  }
}
