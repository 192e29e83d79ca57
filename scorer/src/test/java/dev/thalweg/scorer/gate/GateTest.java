package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.scorer.gate.Verdict.Decision;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final List<ServedModel> SERVING = List.of(GateFixture.model(0, 4));
  private static final ServedModel CANDIDATE = GateFixture.model(1, 5);

  @ParameterizedTest
  @CsvSource({
    "250, 250, 1, PASSED",
    "250, 245, 1, PASSED", // one point exactly
    "251, 245, 1, REFUSED",
    "250, 249, 0, REFUSED",
    "250, 250, 0, PASSED",
    "100, 400, 0, PASSED",
    "500, 0, 100, PASSED",
    "500, 0, 99.9, REFUSED",
  })
  void candidate_isRefusedIffItIsWorseByMoreThanTheTolerance(
      int servingCorrect, int candidateCorrect, double tolerance, Decision expected) {
    // Given
    int neither = 500 - servingCorrect - candidateCorrect;
    List<LabelledExample> examples =
        GateFixture.examples(servingCorrect, candidateCorrect, neither);

    // When
    Verdict verdict = new Gate(500, tolerance).judge(SERVING, CANDIDATE, examples);

    // Then
    assertThat(verdict).isEqualTo(new Verdict(expected, 500, servingCorrect, candidateCorrect));
    assertThat(verdict.promotes()).isEqualTo(expected == Decision.PASSED);
  }

  @Test
  void numbersOfImages_needNotBeMultiplesOfABatch() {
    Verdict verdict = new Gate(7, 0).judge(SERVING, CANDIDATE, GateFixture.examples(301, 302, 44));

    assertThat(verdict).isEqualTo(new Verdict(Decision.PASSED, 647, 301, 302));
  }

  @Test
  void bestOfThoseInService_isWhatCounts() {
    // Given
    List<ServedModel> inService =
        List.of(GateFixture.model(2, 2), GateFixture.model(0, 3), GateFixture.model(1, 4));

    // When
    Verdict verdict =
        new Gate(500, 1).judge(inService, CANDIDATE, GateFixture.examples(251, 245, 4));

    // Then
    assertThat(verdict).isEqualTo(new Verdict(Decision.REFUSED, 500, 251, 245));
  }

  @Test
  void first_isPromoted_whateverIsKnown() {
    Verdict verdict = new Gate(500, 1).judge(List.of(), CANDIDATE, GateFixture.examples(500, 0));

    assertThat(verdict.decision()).isEqualTo(Decision.FIRST);
    assertThat(verdict.promotes()).isTrue();
  }

  @Test
  void tooFewImages_areNoJudgement_andTheCandidateIsPromoted() {
    Verdict verdict = new Gate(500, 1).judge(SERVING, CANDIDATE, GateFixture.examples(499, 0));

    assertThat(verdict).isEqualTo(new Verdict(Decision.UNJUDGED, 499, 0, 0));
    assertThat(verdict.promotes()).isTrue();
  }

  @Test
  void imagesOfAnotherSize_andOfAnotherNetwork_doNotCount() {
    // Given
    List<LabelledExample> examples = new ArrayList<>(GateFixture.examples(5, 0));
    examples.add(
        new LabelledExample(new ExampleFormat(List.of(2, 8), Datatype.UINT8), new byte[16], 0));
    ServedModel wider =
        Fixture.served(
            Fixture.snapshot(5, "5x4 dense(3,softmax) cross_entropy", new byte[4 * 21 * 3]));

    // Then
    assertThat(new Gate(5, 1).judge(SERVING, CANDIDATE, examples).examples()).isEqualTo(5);
    assertThat(new Gate(6, 1).judge(SERVING, CANDIDATE, examples).decision())
        .isEqualTo(Decision.UNJUDGED);
    assertThat(new Gate(1, 1).judge(SERVING, wider, examples))
        .isEqualTo(new Verdict(Decision.UNJUDGED, 0, 0, 0));
  }

  @Test
  void labelThatTheNetworkDoesNotKnow_isWrongForBoth() {
    LabelledExample unknown = new LabelledExample(GateFixture.FORMAT, new byte[16], 9);

    assertThat(new Gate(1, 1).judge(SERVING, CANDIDATE, List.of(unknown)))
        .isEqualTo(new Verdict(Decision.PASSED, 1, 0, 0));
  }

  /** Says this number, whatever it sees. */
  private static ServedModel saying(float number, long sequence) {
    ByteBuffer parameters = ByteBuffer.allocate(4 * 19).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putFloat(4 * 17, number).putFloat(4 * 18, 1);
    return Fixture.served(
        Fixture.snapshot(sequence, "4x4 dense(1,scaled) huber(1)", parameters.array()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, PASSED",
    "0, 0.001, 0, PASSED", // nearer to most
    "0.1, 0, 1, REFUSED",
    "0.02, 0.01, 1, PASSED",
    "0.05, 0, 1, REFUSED",
    "9, 1e38, 100, REFUSED",
    "3e38, 9, 0, PASSED"
  })
  void numbers_areJudgedByTheirErrors(
      float serving, float candidate, double tolerance, Decision expected) {
    // Given: classes 0 and 2, which are numbers too; 4/3 on average, off it by 8/9
    List<LabelledExample> examples = GateFixture.examples(100, 0, 200);

    // When
    Verdict verdict =
        new Gate(300, tolerance).judge(List.of(saying(serving, 4)), saying(candidate, 5), examples);

    // Then
    assertThat(verdict.decision()).isEqualTo(expected);
    assertThat(verdict.ofNumbers()).isTrue();
    assertThat(verdict.toString()).contains("300 labelled examples its mean absolute error is");
  }

  @Test
  void numbers_areNoClasses() {
    LabelledExample half = new LabelledExample(GateFixture.FORMAT, new byte[16], 0.5);

    assertThat(new Gate(1, 1).judge(SERVING, CANDIDATE, List.of(half)).decision())
        .isEqualTo(Decision.UNJUDGED);
    assertThat(new Gate(1, 1).judge(List.of(saying(0.5f, 4)), saying(1, 5), List.of(half)))
        .isEqualTo(new Verdict(Decision.REFUSED, 1, 0, 0.5, true));
  }

  @Test
  void verdict_saysWhy() {
    assertThat(new Gate(500, 1).judge(SERVING, CANDIDATE, GateFixture.examples(400, 50, 50)))
        .hasToString(
            "of the latest 500 labelled examples it classifies 10.0 % correctly and the one in"
                + " service 80.0 %");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Gate.EXAMPLES_MAX + 1})
  void impossibleNumberOfImages_isASentence(int examples) {
    assertThatThrownBy(() -> new Gate(examples, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 1 to 10000");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, Double.NaN})
  void impossibleTolerance_isASentence(double tolerance) {
    assertThatThrownBy(() -> new Gate(500, tolerance))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give 0 to 100");
  }
}
