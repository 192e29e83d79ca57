package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageHinkleyTest {
  private static double share(SplittableRandom random, double rate) {
    int wrong = 0;
    for (int i = 0; i < 32; i++) {
      wrong += random.nextDouble() < rate ? 1 : 0;
    }
    return wrong / 32.0;
  }

  private static List<Rise> feed(
      PageHinkley test, SplittableRandom random, double rate, int minibatches) {
    List<Rise> rises = new ArrayList<>();
    for (int i = 0; i < minibatches; i++) {
      test.add(share(random, rate)).ifPresent(rises::add);
    }
    return rises;
  }

  @ParameterizedTest
  @CsvSource({"0.0, 1", "0.02, 2", "0.05, 3", "0.2, 4"})
  void cleanStream_raisesNoAlarm(double rate, long seed) {
    assertThat(feed(new PageHinkley(), new SplittableRandom(seed), rate, 20_000)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.03, 0.97, 2", "0.03, 0.5, 4", "0.03, 0.25, 10"})
  void step_isNoticedWithin(double before, double after, int minibatches) {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    PageHinkley test = new PageHinkley();
    assertThat(feed(test, random, before, 1_000)).isEmpty();
    // When
    List<Rise> rises = feed(test, random, after, minibatches);
    // Then
    assertThat(rises).hasSize(1);
    assertThat(rises.get(0).detector()).isEqualTo(Rise.Detector.PAGE_HINKLEY);
    assertThat(rises.get(0).before()).isCloseTo(before, within(0.02));
    assertThat(rises.get(0).after()).isCloseTo(after, within(0.1));
  }

  @Test
  void fall_raisesNoAlarm() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    PageHinkley test = new PageHinkley();
    List<Rise> rises = feed(test, random, 0.9, 100);
    // When
    rises.addAll(feed(test, random, 0.1, 1_000));
    // Then
    assertThat(rises).isEmpty();
  }

  @Test
  void firstMinibatches_areOnlyLearnedFrom() {
    // Given
    PageHinkley test = new PageHinkley();
    List<Rise> rises = new ArrayList<>();
    // When: a rise among the first 50
    for (int i = 0; i < 50; i++) {
      test.add(i < 25 ? 0 : 1).ifPresent(rises::add);
    }
    // Then
    assertThat(rises).isEmpty();
    assertThat(test.add(1)).isEmpty();
    assertThat(test.add(1)).isEmpty();
    assertThat(test.add(1)).isPresent();
  }

  @Test
  void testReadBackAtAnyTime_saysTheSame() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    PageHinkley undisturbed = new PageHinkley();
    PageHinkley revived = new PageHinkley();
    int rises = 0;
    for (int i = 0; i < 5_000; i++) {
      double share = share(random, i / 500 % 2 == 0 ? 0.05 : 0.3);
      // When
      ByteBuffer bytes = ByteBuffer.allocate(PageHinkley.BYTES);
      revived.writeTo(bytes);
      revived = PageHinkley.readFrom(bytes.flip());
      boolean rose = undisturbed.add(share).isPresent();
      // Then
      assertThat(revived.add(share).isPresent()).isEqualTo(rose);
      rises += rose ? 1 : 0;
    }
    assertThat(rises).isBetween(5, 10);
  }
}
