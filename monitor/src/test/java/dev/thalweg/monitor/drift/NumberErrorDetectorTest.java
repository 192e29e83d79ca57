package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumberErrorDetectorTest {
  private NumberErrorDetector detector = new NumberErrorDetector();

  private List<NumberRise> feed(SplittableRandom random, double scale, int errors) {
    List<NumberRise> rises = new ArrayList<>();
    for (int i = 0; i < errors; i++) {
      detector.add(Math.abs(scale * random.nextGaussian()), 1).ifPresent(rises::add);
    }
    return rises;
  }

  @Test
  void rise_isFoundOnce_inTheUnitOfTheErrors() {
    for (long seed = 1; seed <= 5; seed++) {
      // Given
      SplittableRandom random = new SplittableRandom(seed);
      detector = new NumberErrorDetector();
      assertThat(feed(random, 1e-3, 5_000)).isEmpty();
      // When
      List<NumberRise> rises = feed(random, 3e-3, 5_000);
      // Then: sqrt(2 / pi) of the deviation, and a bound of four times that
      assertThat(rises).as("seed %d", seed).hasSize(1);
      assertThat(rises.get(0).before()).isCloseTo(0.8e-3, within(0.1e-3));
      assertThat(rises.get(0).after()).isBetween(1.5e-3, 3.2e-3);
      assertThat(rises.get(0).bound()).isCloseTo(3.2e-3, within(0.5e-3));
    }
  }

  @Test
  void stationaryNoise_isNoRise() {
    for (long seed = 1; seed <= 20; seed++) {
      detector = new NumberErrorDetector();
      assertThat(feed(new SplittableRandom(seed), 250, 20_000)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void wildError_isBounded() {
    // Given
    SplittableRandom random = new SplittableRandom(2);
    feed(random, 1, 2_000);
    // When
    List<NumberRise> rises = new ArrayList<>();
    for (double wild : new double[] {1e300, Double.POSITIVE_INFINITY, Double.NaN}) {
      detector.add(wild, 1).ifPresent(rises::add);
      rises.addAll(feed(random, 1, 500));
    }
    // Then
    assertThat(rises).isEmpty();
  }

  @Test
  void wildErrorAmongTheFirst_isForgotten() {
    // Given: a bound that nothing comes near
    SplittableRandom random = new SplittableRandom(3);
    detector.add(1e9, 1);
    assertThat(feed(random, 1, 2_000)).isEmpty();
    // When
    List<NumberRise> rises = feed(random, 4, 2_000);
    // Then
    assertThat(rises).hasSize(1);
    assertThat(rises.get(0).before()).isCloseTo(0.8, within(0.1));
  }

  @Test
  void learning_isNoRise_andOneAfterItIsFound() {
    // Given: errors fall to a hundredth
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20_000; i++) {
      double scale = 0.01 + 1 / (1 + i / 100.0);
      assertThat(detector.add(Math.abs(scale * random.nextGaussian()), 1)).isEmpty();
    }
    // When
    List<NumberRise> rises = feed(random, 0.06, 1_000);
    // Then
    assertThat(rises).hasSize(1);
  }

  @Test
  void perfectPredictions_areNoRise() {
    assertThat(detector.add(0, 5_000)).isEmpty();
  }

  @Test
  void state_isReadBackAsItWasWritten() {
    // Given: one that goes on, one that is written and read after each error
    SplittableRandom random = new SplittableRandom(5);
    NumberErrorDetector goesOn = new NumberErrorDetector();
    List<NumberRise> expected = new ArrayList<>();
    List<NumberRise> found = new ArrayList<>();
    // When
    for (int i = 0; i < 3_000; i++) {
      double error = Math.abs(random.nextGaussian()) * (i < 2_000 ? 1 : 5);
      goesOn.add(error, 1).ifPresent(expected::add);
      detector.add(error, 1).ifPresent(found::add);
      ByteBuffer bytes = ByteBuffer.allocate(detector.bytes());
      detector.writeTo(bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      detector = NumberErrorDetector.readFrom(bytes.flip());
    }
    // Then
    assertThat(expected).hasSize(1);
    assertThat(found).isEqualTo(expected);
  }
}
