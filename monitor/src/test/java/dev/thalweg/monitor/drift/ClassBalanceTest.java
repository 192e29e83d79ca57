package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final ClassBalance balance = new ClassBalance();
  private final List<Imbalance> told = new ArrayList<>();

  private void labels(int count, int classes) {
    for (int i = 0; i < count; i++) {
      balance.label(random.nextInt(classes)).ifPresent(told::add);
    }
  }

  private int labelsOf(int label, int most) {
    for (int i = 1; i <= most; i++) {
      if (balance.label(label).isPresent()) {
        return i;
      }
    }
    throw new AssertionError("not told within " + most);
  }

  @Test
  void balancedLabels_raiseNoAlarm() {
    labels(250_000, 10);
    assertThat(told).isEmpty();
  }

  @Test
  void oneClass_isToldOnceItsShareExceeds40Percent() {
    // Given
    labels(10_000, 10);
    // When
    int delay = labelsOf(7, 256);
    // Then: 10 % of the others are of this class, too
    assertThat(delay).isBetween(75, 95);
  }

  @Test
  void burst_isToldOnce_andTheNextOneAgain() {
    // Given
    labels(1_000, 10);
    // When
    for (int burst = 0; burst < 2; burst++) {
      for (int i = 0; i < 2_000; i++) {
        balance.label(7).ifPresent(told::add);
      }
      labels(1_000, 10);
    }
    // Then
    assertThat(told).extracting(Imbalance::label).containsExactly(7, 7);
    assertThat(told).allSatisfy(i -> assertThat(i.share()).isBetween(0.4, 0.41));
    assertThat(told).allSatisfy(i -> assertThat(i.labels()).isEqualTo(256));
  }

  @Test
  void shareAroundTheLimit_isToldOnce() {
    // Given
    labels(1_000, 10);
    // When: between 35 and 45 %
    for (int i = 0; i < 100_000; i++) {
      boolean one = random.nextDouble() < 0.4;
      balance.label(one ? 3 : random.nextInt(10)).ifPresent(told::add);
    }
    // Then
    assertThat(told).hasSize(1);
  }

  @Test
  void firstLabels_areNotJudgedUntilThereAre256() {
    for (int i = 0; i < 255; i++) {
      assertThat(balance.label(0)).isEmpty();
    }
    assertThat(balance.label(0)).contains(new Imbalance(0, 1.0, 256));
  }

  @Test
  void minibatches_areJudgedWhole() {
    // Given: eight of 32 in balance
    List<Integer> even = List.of(8, 8, 8, 8);
    List<Integer> uneven = List.of(32, 0, 0, 0);
    for (int i = 0; i < 20; i++) {
      assertThat(balance.minibatch(even)).isEmpty();
    }
    // When
    assertThat(balance.minibatch(uneven)).isEmpty(); // 88 of 256
    Optional<Imbalance> second = balance.minibatch(uneven); // 112 of 256
    // Then
    assertThat(second).contains(new Imbalance(0, 112 / 256.0, 256));
  }

  @Test
  void largeMinibatch_isJudgedAlone() {
    assertThat(balance.minibatch(List.of(500, 500, 500))).isEmpty();
    assertThat(balance.minibatch(List.of(100, 1_000, 100)))
        .contains(new Imbalance(1, 1_000 / 1_200.0, 1_200));
  }

  @Test
  void minibatchThatWasNotCounted_changesNothing() {
    labels(255, 2);
    byte[] before = bytes(balance);
    assertThat(balance.minibatch(List.of())).isEmpty();
    assertThat(bytes(balance)).isEqualTo(before);
  }

  @Test
  void watchReadBackAtAnyTime_saysTheSame() {
    // Given
    ClassBalance revived = new ClassBalance();
    int alarms = 0;
    for (int i = 0; i < 5_000; i++) {
      Integer[] counts = new Integer[10];
      Arrays.setAll(counts, c -> random.nextInt(5));
      counts[3] += i / 500 % 2 * 30;
      // When
      revived = ClassBalance.readFrom(ByteBuffer.wrap(bytes(revived)));
      Optional<Imbalance> expected = balance.minibatch(List.of(counts));
      // Then
      assertThat(revived.minibatch(List.of(counts))).isEqualTo(expected);
      alarms += expected.isPresent() ? 1 : 0;
    }
    assertThat(alarms).isEqualTo(5);
    assertThat(bytes(revived)).isEqualTo(bytes(balance));
  }

  private static byte[] bytes(ClassBalance balance) {
    ByteBuffer bytes = ByteBuffer.allocate(balance.bytes());
    balance.writeTo(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
