package dev.thalweg.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdwinTest {
  private static final int CLEAN = 250_000;

  /** Feeds so many samples of an error rate; returns the rises by the number of their sample. */
  private static List<Rise> feed(Adwin adwin, SplittableRandom random, double rate, int samples) {
    List<Rise> rises = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      adwin.add(random.nextDouble() < rate).ifPresent(rises::add);
    }
    return rises;
  }

  /** Samples of a rate until it tells of a rise. */
  private static int delay(Adwin adwin, SplittableRandom random, double rate, int most) {
    for (int i = 1; i <= most; i++) {
      if (adwin.add(random.nextDouble() < rate).isPresent()) {
        return i;
      }
    }
    throw new AssertionError("no rise within " + most);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 1", "0.02, 1", "0.02, 2", "0.05, 3", "0.05, 4", "0.3, 5", "0.9, 6"})
  void cleanStream_raisesNoAlarm(double rate, long seed) {
    // Given
    Adwin adwin = new Adwin();
    // When
    List<Rise> rises = feed(adwin, new SplittableRandom(seed), rate, CLEAN);
    // Then
    assertThat(rises).isEmpty();
    assertThat(adwin.width()).isGreaterThan(CLEAN / 2);
  }

  @ParameterizedTest
  @CsvSource({"0.03, 0.97, 32", "0.03, 0.5, 96", "0.03, 0.2, 320", "0.05, 0.1, 2000"})
  void step_isNoticedWithin(double before, double after, int samples) {
    for (long seed = 1; seed <= 5; seed++) {
      // Given
      SplittableRandom random = new SplittableRandom(seed);
      Adwin adwin = new Adwin();
      feed(adwin, random, before, 30_000);
      // When
      int delay = delay(adwin, random, after, 10 * samples);
      // Then
      assertThat(delay).as("seed %d", seed).isLessThanOrEqualTo(samples);
    }
  }

  @Test
  void rise_isToldWithTheErrorsBeforeAndAfter() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    Adwin adwin = new Adwin();
    feed(adwin, random, 0.05, 30_000);
    // When
    List<Rise> rises = feed(adwin, random, 0.9, 3_200);
    // Then
    assertThat(rises).hasSize(1);
    assertThat(rises.get(0).detector()).isEqualTo(Rise.Detector.ADWIN);
    assertThat(rises.get(0).before()).isCloseTo(0.05, within(0.01));
    assertThat(rises.get(0).after()).isCloseTo(0.9, within(0.2));
  }

  @Test
  void fall_raisesNoAlarm_andShortensTheWindow() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    Adwin adwin = new Adwin();
    List<Rise> rises = feed(adwin, random, 0.9, 10_000);
    // When
    for (double rate = 0.8; rate > 0.02; rate *= 0.9) {
      rises.addAll(feed(adwin, random, rate, 640));
    }
    rises.addAll(feed(adwin, random, 0.02, 10_000));
    // Then: of 42,000 samples it holds those that have about the errors of the last ones
    assertThat(rises).isEmpty();
    assertThat(adwin.width()).isBetween(10_000L, 18_000L);
  }

  @Test
  void secondRise_isToldToo() {
    // Given
    SplittableRandom random = new SplittableRandom(7);
    Adwin adwin = new Adwin();
    feed(adwin, random, 0.02, 5_000);
    assertThat(feed(adwin, random, 0.3, 5_000)).hasSize(1);
    assertThat(feed(adwin, random, 0.02, 5_000)).isEmpty();
    // When
    List<Rise> again = feed(adwin, random, 0.3, 5_000);
    // Then
    assertThat(again).hasSize(1);
  }

  @Test
  void state_growsWithTheLogarithmOfTheWindow() {
    // Given
    Adwin adwin = new Adwin();
    // When
    feed(adwin, new SplittableRandom(1), 0.05, 1_000_000);
    // Then: 5 buckets in each of 18 rows, of 3 bytes at most
    assertThat(adwin.width()).isEqualTo(1_000_000);
    assertThat(adwin.bytes()).isLessThan(5 * 3 * 18 + 20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void detectorReadBackAtAnyTime_saysTheSame(long seed) {
    // Given
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom revivals = new SplittableRandom(-seed);
    Adwin undisturbed = new Adwin();
    Adwin revived = new Adwin();
    int rises = 0;
    for (int i = 0; i < 50_000; i++) {
      boolean isWrong = random.nextDouble() < (i / 5_000 % 2 == 0 ? 0.05 : 0.15);
      // When
      Optional<Rise> expected = undisturbed.add(isWrong);
      Optional<Rise> found = revived.add(isWrong);
      if (revivals.nextInt(50) == 0) {
        ByteBuffer bytes = ByteBuffer.allocate(revived.bytes());
        revived.writeTo(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        revived = Adwin.readFrom(bytes.flip());
      }
      // Then
      assertThat(found).isEqualTo(expected);
      assertThat(revived.width()).isEqualTo(undisturbed.width());
      rises += expected.isPresent() ? 1 : 0;
    }
    assertThat(rises).isGreaterThanOrEqualTo(5);
  }
}
