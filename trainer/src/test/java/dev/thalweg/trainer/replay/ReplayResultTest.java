package dev.thalweg.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.replay.ReplayResult.Winner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayResultTest {

  private static Outcome outcome(String name, long correct, double loss) {
    return new Outcome(
        new Candidate(name, Fixture.config()),
        250,
        0,
        0,
        List.of(new Stretch(1_000, 1_000, correct, 0, 1_000, 1_000 * loss)),
        Optional.empty());
  }

  private static Outcome failed(String name) {
    return new Outcome(
        new Candidate(name, Fixture.config()), 0, 0, 0, List.of(Stretch.NONE), Optional.of("No."));
  }

  private static ReplayResult result(Outcome live, Outcome... candidates) {
    return new ReplayResult(
        0,
        1_000,
        Duration.ofSeconds(1),
        Optional.ofNullable(live),
        Optional.empty(),
        List.of(candidates));
  }

  private static Stream<String> names(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::name);
  }

  @Test
  void ranking_isByAccuracyThenByLossAndFailuresAreLast() {
    ReplayResult result =
        result(
            outcome("live", 900, 0.3),
            failed("f"),
            outcome("a", 900, 0.2),
            outcome("b", 950, 0.9),
            outcome("c", 900, 0.4));

    assertThat(names(result.ranking())).containsExactly("b", "a", "live", "c", "f");
  }

  @Test
  void winner_isHeldAgainstTheLiveConfiguration() {
    Winner winner =
        result(outcome("live", 900, 0.3), outcome("a", 920, 0.3), outcome("b", 917, 0.2))
            .winner()
            .orElseThrow();

    assertThat(winner.run().name()).isEqualTo("a");
    assertThat(winner.over().orElseThrow().name()).isEqualTo("live");
    assertThat(winner.points()).isEqualTo(2, within(1e-9));
  }

  @Test
  void winnerThatIsLive_isHeldAgainstTheBestCandidate() {
    Winner winner =
        result(outcome("live", 950, 0.3), outcome("a", 920, 0.3), outcome("b", 945, 0.2))
            .winner()
            .orElseThrow();

    assertThat(winner.run().name()).isEqualTo("live");
    assertThat(winner.over().orElseThrow().name()).isEqualTo("b");
    assertThat(winner.points()).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void equalAccuracy_isDecidedByLoss() {
    Winner winner =
        result(outcome("live", 900, 0.3), outcome("a", 900, 0.2)).winner().orElseThrow();

    assertThat(winner.run().name()).isEqualTo("a");
    assertThat(winner.points()).isZero();
  }

  @Test
  void equals_areWonByTheLiveConfiguration() {
    ReplayResult result = result(outcome("live", 900, 0.3), outcome("a", 900, 0.3));

    assertThat(result.winner().orElseThrow().run().name()).isEqualTo("live");
  }

  @Test
  void withoutALiveModel_theSecondIsTheMeasure() {
    Winner winner =
        result(null, outcome("a", 900, 0.3), outcome("b", 910, 0.3)).winner().orElseThrow();

    assertThat(winner.run().name()).isEqualTo("b");
    assertThat(winner.over().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void oneRunAlone_hasNotWon() {
    assertThat(result(null, outcome("a", 900, 0.3)).winner()).isEmpty();
    assertThat(result(failed("live"), failed("a")).winner()).isEmpty();
  }

  @Test
  void winnerOverFailuresAlone_isBetterThanNothing() {
    Winner winner = result(outcome("live", 900, 0.3), failed("a")).winner().orElseThrow();

    assertThat(winner.run().name()).isEqualTo("live");
    assertThat(winner.over()).isEmpty();
  }

  @Test
  void lastTenth_isTheLastTwoOfTwentyPoints() {
    List<Stretch> curve =
        IntStream.range(0, 20).mapToObj(i -> new Stretch(i, 10, i, 0, 10, 2.0 * i)).toList();
    Outcome outcome =
        new Outcome(new Candidate("a", Fixture.config()), 1, 0, 0, curve, Optional.empty());

    assertThat(outcome.lastTenth()).isEqualTo(new Stretch(19, 20, 37, 0, 20, 74));
    assertThat(outcome.total()).isEqualTo(new Stretch(19, 200, 190, 0, 200, 380));
  }

  @Test
  void stretchWithoutSamples_hasNoAccuracy() {
    assertThat(Stretch.NONE.accuracy()).isNaN();
    assertThat(Stretch.NONE.loss()).isNaN();
  }
}
