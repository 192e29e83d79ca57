package dev.thalweg.integration.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.learning.GatedStream.Labels;
import dev.thalweg.integration.learning.GatedStream.Point;
import dev.thalweg.scorer.gate.Verdict.Decision;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the gate is for, over the trainer's own fold: garbage, a real change, and neither. */
@Tag("long")
class GateOverLearnerTest {
  private static final Labels TRUE = (samples, label) -> label;

  private static double least(List<Point> points, int from, ToDoubleFunction<Point> accuracy) {
    return points.stream()
        .filter(point -> point.samples() >= from)
        .mapToDouble(accuracy)
        .min()
        .orElseThrow();
  }

  private static long refusals(List<Point> points) {
    return points.stream().filter(point -> !point.verdict().promotes()).count();
  }

  /** Samples until nine of ten are right again. */
  private static long adapted(List<Point> points, int from, ToDoubleFunction<Point> accuracy) {
    return points.stream()
        .filter(point -> point.samples() > from && accuracy.applyAsDouble(point) > 0.9)
        .mapToLong(Point::samples)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void burstOf3000WrongLabels_isLearned_butNotServed() {
    // Given: every label of the burst is wrong
    int onset = 60_000;
    int burst = 3_000;
    Labels learned =
        (samples, label) ->
            samples >= onset && samples < onset + burst
                ? (int) ((label + 1 + samples * 7 % 9) % 10)
                : label;

    // When
    List<Point> points = GatedStream.run(onset + 3 * burst, learned, TRUE);

    // Then
    assertThat(least(points, onset, Point::newest)).isLessThan(0.9);
    assertThat(least(points, onset, Point::served)).isGreaterThan(0.96);
    assertThat(refusals(points)).isPositive();
  }

  @Test
  void realChangeOfLabels_isServedAtMost3000SamplesLaterThanWithoutAGate() {
    // Given: from some sample on every class has another name, for the images to classify too
    int onset = 30_000;
    Labels renamed = (samples, label) -> samples >= onset ? (label + 1) % 10 : label;

    // When
    List<Point> points = GatedStream.run(onset + 15_000, renamed, renamed);

    // Then
    assertThat(least(points, onset, Point::newest)).isLessThan(0.1);
    assertThat(adapted(points, onset, Point::served))
        .isLessThanOrEqualTo(adapted(points, onset, Point::newest) + 3_000);
  }

  @Test
  void cleanStream_hasNoCandidateRefused() {
    // When
    List<Point> points = GatedStream.run(84_000, TRUE, TRUE);

    // Then
    assertThat(refusals(points)).isZero();
    assertThat(points)
        .filteredOn(point -> point.verdict().decision() == Decision.PASSED)
        .hasSizeGreaterThan(30);
  }
}
