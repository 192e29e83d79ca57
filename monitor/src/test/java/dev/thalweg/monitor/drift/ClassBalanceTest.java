package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 47})
  void cleanLabels_raiseNoAlarm_whateverTheirClasses(int classes) {
    for (int seed = 1; seed <= 3; seed++) {
      SplittableRandom seeded = new SplittableRandom(seed);
      assertThat(alarms(() -> seeded.nextInt(classes))).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.8, 0.9, 0.97, 0.999, 1})
  void labelsThatWereAlwaysOneSided_raiseNoAlarm(double share) {
    for (int seed = 1; seed <= 3; seed++) {
      SplittableRandom seeded = new SplittableRandom(seed);
      assertThat(alarms(() -> seeded.nextDouble() < share ? 0 : 1)).as("seed %d", seed).isEmpty();
    }
  }

  private static List<Imbalance> alarms(IntSupplier labels) {
    ClassBalance clean = new ClassBalance();
    List<Imbalance> alarms = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      clean.label(labels.getAsInt()).ifPresent(alarms::add);
    }
    return alarms;
  }

  @ParameterizedTest
  @CsvSource({"2, 500", "2, 20000", "3, 500", "3, 20000", "10, 500", "10, 60000", "47, 20000"})
  void oneClass_isToldWithin300_andClears(int classes, int before) {
    // Given
    labels(before, classes);
    // When
    int delay = labelsOf(1, 300);
    // Then
    assertThat(delay).isBetween(60, 256);
    labels(1_000, classes);
    assertThat(told).isEmpty();
    assertThat(labelsOf(1, 300)).isBetween(60, 256);
  }

  @Test
  void oneClass_ofTen_isToldWhenItsShareHasRisenBy30Points() {
    labels(10_000, 10);
    assertThat(labelsOf(7, 256)).isBetween(75, 95);
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
      labels(4_000, 10);
    }
    // Then
    assertThat(told).extracting(Imbalance::label).containsExactly(7, 7);
    assertThat(told).allSatisfy(i -> assertThat(i.share() - i.before()).isBetween(0.2, 0.31));
    assertThat(told).allSatisfy(i -> assertThat(i.labels()).isEqualTo(256));
  }

  @Test
  void changeForGood_isToldOnce_andBecomesWhatIsUsual() {
    // Given
    labels(1_000, 10);
    // When: 46 % of the labels from now on
    for (int i = 0; i < 100_000; i++) {
      boolean one = random.nextDouble() < 0.4;
      balance.label(one ? 3 : random.nextInt(10)).ifPresent(told::add);
    }
    // Then
    assertThat(told).extracting(Imbalance::label).containsExactly(3);
    labels(20_000, 10);
    assertThat(labelsOf(3, 300)).isLessThan(120);
  }

  @Test
  void streamThatBeginsWithOneClass_isNoEvent_andWhatFollowsIsWatched() {
    // Given
    for (int i = 0; i < 2_000; i++) {
      balance.label(0).ifPresent(told::add);
    }
    labels(4_000, 10);
    assertThat(told).isEmpty();
    // When, then
    assertThat(labelsOf(0, 300)).isLessThan(256);
    labels(4_000, 10);
    assertThat(told).isEmpty();
    assertThat(labelsOf(1, 300)).isLessThan(110);
  }

  @Test
  void sortedStream_isToldWhenItsSecondClassBegins_andNotAtEveryRecord() {
    // When
    for (int pass = 0; pass < 5; pass++) {
      for (int label = 0; label < 10; label++) {
        for (int i = 0; i < 600; i++) {
          balance.label(label).ifPresent(told::add);
        }
      }
    }
    // Then
    assertThat(told).extracting(Imbalance::label).containsExactly(1);
    labels(20_000, 10);
    assertThat(labelsOf(1, 300)).isLessThan(110);
  }

  @Test
  void firstLabels_areNotJudgedUntilThereIsABefore() {
    labels(255 + 256, 10);
    for (int i = 0; i < 60; i++) {
      assertThat(balance.label(0)).isEmpty();
    }
    assertThat(labelsOf(0, 60)).isPositive();
  }

  @Test
  void minibatches_areJudgedWhole() {
    // Given: 32 each in balance
    List<Integer> even = List.of(8, 8, 8, 8);
    List<Integer> uneven = List.of(32, 0, 0, 0);
    for (int i = 0; i < 20; i++) {
      assertThat(balance.minibatch(even)).isEmpty();
    }
    // When
    assertThat(balance.minibatch(uneven)).isEmpty(); // 88 of 256
    assertThat(balance.minibatch(uneven)).isEmpty(); // 112
    assertThat(balance.minibatch(uneven)).isEmpty(); // 136
    Optional<Imbalance> fourth = balance.minibatch(uneven);
    // Then
    assertThat(fourth).contains(new Imbalance(0, 160 / 256.0, 256, 0.25));
  }

  @Test
  void largeMinibatch_isJudgedAlone() {
    assertThat(balance.minibatch(List.of(500, 500, 500))).isEmpty();
    assertThat(balance.minibatch(List.of(100, 1_000, 100)))
        .contains(new Imbalance(1, 1_000 / 1_200.0, 1_200, 1 / 3.0));
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
      counts[3] += i % 1_000 < 50 ? 30 : 0;
      // When
      revived = ClassBalance.readFrom(ByteBuffer.wrap(bytes(revived)));
      Optional<Imbalance> expected = balance.minibatch(List.of(counts));
      // Then
      assertThat(revived.minibatch(List.of(counts))).isEqualTo(expected);
      alarms += expected.isPresent() ? 1 : 0;
    }
    assertThat(alarms).isBetween(4, 5);
    assertThat(bytes(revived)).isEqualTo(bytes(balance));
  }

  private static byte[] bytes(ClassBalance balance) {
    ByteBuffer bytes = ByteBuffer.allocate(balance.bytes());
    balance.writeTo(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
