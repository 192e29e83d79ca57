package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.drift.Rise.Detector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorDetectorsTest {
  private static int wrong(SplittableRandom random, double rate, int size) {
    int wrong = 0;
    for (int i = 0; i < size; i++) {
      wrong += random.nextDouble() < rate ? 1 : 0;
    }
    return wrong;
  }

  private static List<Rise> feed(
      ErrorDetectors detectors, SplittableRandom random, double rate, int size, int minibatches) {
    List<Rise> rises = new ArrayList<>();
    for (int i = 0; i < minibatches; i++) {
      detectors.minibatch(wrong(random, rate, size), size).ifPresent(rises::add);
    }
    return rises;
  }

  @Test
  void event_isOneAlarm_thoughBothDetectorsSeeIt() {
    for (long seed = 1; seed <= 5; seed++) {
      // Given
      SplittableRandom random = new SplittableRandom(seed);
      ErrorDetectors detectors = new ErrorDetectors();
      assertThat(feed(detectors, random, 0.04, 32, 1_000)).isEmpty();
      // When: the errors jump, and fall while the model learns
      List<Rise> rises = feed(detectors, random, 0.9, 32, 40);
      for (double rate = 0.8; rate > 0.04; rate *= 0.9) {
        rises.addAll(feed(detectors, random, rate, 32, 20));
      }
      // Then
      assertThat(rises).as("seed %d", seed).hasSize(1);
      assertThat(rises.get(0).detector()).isEqualTo(Detector.ADWIN);
    }
  }

  @Test
  void learningFromNothing_raisesNoAlarm() {
    // Given
    SplittableRandom random = new SplittableRandom(3);
    ErrorDetectors detectors = new ErrorDetectors();
    // When
    List<Rise> rises = new ArrayList<>();
    for (int step = 1; step <= 3_000; step++) {
      double rate = 0.03 + 0.87 / (1 + step / 20.0);
      rises.addAll(feed(detectors, random, rate, 32, 1));
    }
    // Then
    assertThat(rises).isEmpty();
  }

  @Test
  void samplesOneByOne_areMinibatchesOf32() {
    // Given: always every fourth of 32 wrong, in the same places
    ErrorDetectors singly = new ErrorDetectors();
    ErrorDetectors together = new ErrorDetectors();
    // When
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 32; j++) {
        singly.sample(j % 4 == 3);
      }
      together.minibatch(8, 32);
    }
    // Then
    assertThat(bytes(singly)).isEqualTo(bytes(together));
  }

  @Test
  void minibatchesOfAnySize_areWatched() {
    for (int size : new int[] {1, 7, 128, 1_000}) {
      // Given
      SplittableRandom random = new SplittableRandom(size);
      ErrorDetectors detectors = new ErrorDetectors();
      assertThat(feed(detectors, random, 0.04, size, 64_000 / size)).isEmpty();
      // When
      List<Rise> rises = feed(detectors, random, 0.9, size, Math.max(1, 1_000 / size));
      // Then
      assertThat(rises).as("size %d", size).hasSize(1);
    }
  }

  @Test
  void watchReadBackAtAnyTime_saysTheSame() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom revivals = new SplittableRandom(2);
    ErrorDetectors undisturbed = new ErrorDetectors();
    ErrorDetectors revived = new ErrorDetectors();
    int rises = 0;
    for (int i = 0; i < 50_000; i++) {
      boolean isWrong = random.nextDouble() < (i / 10_000 % 2 == 0 ? 0.05 : 0.4);
      // When
      if (revivals.nextInt(20) == 0) {
        revived = ErrorDetectors.readFrom(ByteBuffer.wrap(bytes(revived)));
      }
      Optional<Rise> expected = undisturbed.sample(isWrong);
      // Then
      assertThat(revived.sample(isWrong)).isEqualTo(expected);
      rises += expected.isPresent() ? 1 : 0;
    }
    assertThat(rises).isEqualTo(2);
  }

  private static byte[] bytes(ErrorDetectors detectors) {
    ByteBuffer bytes = ByteBuffer.allocate(detectors.bytes());
    detectors.writeTo(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
