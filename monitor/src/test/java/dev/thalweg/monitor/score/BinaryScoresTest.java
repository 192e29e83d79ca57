package dev.thalweg.monitor.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.TwoClassScores;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryScoresTest {
  private static int held(double probability) {
    return BinaryScores.held(List.of((float) (1 - probability), (float) probability), 0);
  }

  private static BinaryScores of(List<Double> ofZero, List<Double> ofOne) {
    BinaryScores scores = new BinaryScores();
    ofZero.forEach(probability -> scores.count(0, held(probability)));
    ofOne.forEach(probability -> scores.count(1, held(probability)));
    return scores;
  }

  @Test
  void figures_areThoseOfTheDefinitions() {
    // When: of the six pairs five are in order, and one is a tie
    TwoClassScores told = of(List.of(0.1, 0.4, 0.7), List.of(0.7, 0.9)).told(0.5);
    // Then
    assertThat(told.getCounted()).isEqualTo(5);
    assertThat(told.getAuc()).isCloseTo(5.5 / 6, within(1e-12));
    double logs = Math.log(0.9) + Math.log(0.6) + Math.log(0.3) + Math.log(0.7) + Math.log(0.9);
    assertThat(told.getLogLoss()).isCloseTo(-logs / 5, within(1e-5));
    assertThat(told.getPrecision()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(told.getRecall()).isEqualTo(1);
    assertThat(told.getThreshold()).isEqualTo(0.5);
  }

  @Test
  void threshold_movesPrecisionAndRecallAlone() {
    // When
    BinaryScores scores = of(List.of(0.1, 0.4, 0.7), List.of(0.7, 0.9));
    TwoClassScores high = scores.told(0.8);
    // Then
    assertThat(high.getThreshold()).isEqualTo(0.8);
    assertThat(high.getPrecision()).isEqualTo(1);
    assertThat(high.getRecall()).isEqualTo(0.5);
    assertThat(high.getAuc()).isEqualTo(scores.told(0.5).getAuc());
    assertThat(scores.told(1).getPrecision()).isNull();
    assertThat(scores.told(0).getRecall()).isEqualTo(1);
  }

  @Test
  void auc_isOffByNoMoreThanHalfThePairsWithinABin() {
    for (long seed = 1; seed <= 5; seed++) {
      // Given
      SplittableRandom random = new SplittableRandom(seed);
      List<Double> ofZero = new ArrayList<>();
      List<Double> ofOne = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        ofZero.add(Math.pow(random.nextDouble(), 3));
        ofOne.add(Math.pow(random.nextDouble(), 0.5));
      }
      // When
      double ordered = 0;
      double within = 0;
      for (double zero : ofZero) {
        for (double one : ofOne) {
          ordered += one > zero ? 1 : 0;
          within += held(one) / 1_000 == held(zero) / 1_000 ? 1 : 0;
        }
      }
      double auc = of(ofZero, ofOne).told(0.5).getAuc();
      // Then
      assertThat(within / 1e6).isLessThan(0.002);
      assertThat(auc).isCloseTo(ordered / 1e6, within(within / 2 / 1e6 + 1e-12));
    }
  }

  @Test
  void certainMistake_countsAsSureAsOneInTenMillion() {
    assertThat(of(List.of(1.0), List.of()).told(0.5).getLogLoss())
        .isCloseTo(-Math.log(1e-7), within(1e-6));
    assertThat(of(List.of(0.0), List.of()).told(0.5).getLogLoss()).isZero();
  }

  @Test
  void oneClassAlone_hasNoCurve() {
    // When
    TwoClassScores told = of(List.of(0.1, 0.2), List.of()).told(0.5);
    // Then
    assertThat(told.getAuc()).isNull();
    assertThat(told.getPrecision()).isNull();
    assertThat(told.getRecall()).isNull();
  }

  @Test
  void otherThanTwoProbabilities_areHeldAsConfidence_andDoNotCount() {
    // Given
    assertThat(BinaryScores.held(List.of(0.2f, 0.3f, 0.5f), 500_000)).isEqualTo(500_000);
    assertThat(BinaryScores.held(List.of(0.2f, 0.3f), 300_000)).isEqualTo(300_000);
    assertThat(BinaryScores.held(List.of(Float.NaN, 0.3f), -1)).isEqualTo(-1);
    assertThat(BinaryScores.confidence(500_000)).isEqualTo(500_000);
    assertThat(BinaryScores.confidence(-1)).isEqualTo(-1);
    assertThat(BinaryScores.confidence(held(0.25))).isEqualTo(750_000);
    assertThat(BinaryScores.confidence(held(0.75))).isEqualTo(750_000);
    // When
    BinaryScores scores = new BinaryScores();
    scores.count(1, 500_000);
    scores.count(7, held(0.5));
    // Then
    assertThat(scores.isEmpty()).isTrue();
    assertThat(scores.told(0.5)).isNull();
  }

  @Test
  void sums_areTheSameInAnyOrder_andReadBackAsTheyWere() {
    // Given
    SplittableRandom random = new SplittableRandom(3);
    BinaryScores all = new BinaryScores();
    List<BinaryScores> parts = new ArrayList<>();
    for (int part = 0; part < 10; part++) {
      parts.add(new BinaryScores());
    }
    for (int i = 0; i < 5_000; i++) {
      int label = random.nextInt(2);
      int held = held(random.nextDouble());
      all.count(label, held);
      parts.get(random.nextInt(10)).count(label, held);
    }
    // When
    BinaryScores sum = new BinaryScores();
    for (int part = 9; part >= 0; part--) {
      sum.add(parts.get(part));
    }
    ByteBuffer bytes = ByteBuffer.allocate(sum.bytes());
    sum.writeTo(bytes);
    // Then
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(sum.told(0.5)).isEqualTo(all.told(0.5));
    assertThat(BinaryScores.readFrom(bytes.flip()).told(0.5)).isEqualTo(all.told(0.5));
    assertThat(sum.heapBytes()).isLessThan(30_000);
  }
}
