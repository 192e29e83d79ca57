package dev.thalweg.model.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleStatisticsTest {

  private static SampleStatistics of(float... numbers) {
    SampleStatistics statistics = new SampleStatistics(1, false);
    for (float number : numbers) {
      statistics.add(new float[] {number}, 0, 1, 0, statistics.copy());
    }
    return statistics;
  }

  private static float[] parameters(SampleStatistics statistics) {
    float[] parameters = new float[statistics.byteCount() / 12];
    statistics.writeTo(parameters);
    return parameters;
  }

  @Test
  void meanAndFactor_areThoseOfTheNumbers() {
    assertThat(parameters(of(2, 4, 4, 4, 5, 5, 7, 9))).containsExactly(5, 0.5f);
  }

  @Test
  void factor_isZeroWhereNothingOrOneValueWasSeen() {
    assertThat(parameters(of())).containsExactly(0, 0);
    assertThat(parameters(of(3, 3, 3))).containsExactly(3, 0);
  }

  @Test
  void missing_doesNotCount() {
    assertThat(parameters(of(Float.NaN, 1, Float.NaN, 3))).containsExactly(2, 1);
  }

  @Test
  void severalTogether_areAsOne() {
    Random random = new Random(5);
    SampleStatistics all = new SampleStatistics(3, false);
    SampleStatistics[] parts = new SampleStatistics[4];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new SampleStatistics(3, false);
    }
    for (int i = 0; i < 1000; i++) {
      float[] numbers = {random.nextFloat(), 1e6f + random.nextFloat(), -3};
      numbers[i % 3] = i % 7 == 0 ? Float.NaN : numbers[i % 3];
      all.add(numbers, 0, 0.5, 0, new SampleStatistics(3, false));
      parts[i % 3].add(
          numbers, 0, 0.5, 0, new SampleStatistics(3, false)); // the fourth sees nothing
    }

    SampleStatistics together = parts[3].plus(parts[0]).plus(parts[1]).plus(parts[2]);

    float[] expected = parameters(all);
    float[] actual = parameters(together);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f * Math.abs(expected[i])));
    }
  }

  @Test
  void oneWildNumber_doesNotMakeTheOthersAlike() {
    Random random = new Random(6);
    SampleStatistics statistics = new SampleStatistics(1, false);
    for (int i = 0; i < 1000; i++) {
      float number = i == 500 ? 1e38f : (float) random.nextGaussian();
      statistics.add(new float[] {number}, 0, 1, 0, statistics.copy());
    }

    assertThat(parameters(statistics)[1]).isBetween(0.8f, 1.2f);
  }

  @Test
  void anotherScaleForGood_isReachedAfterAFew() {
    SampleStatistics statistics = of(1, 1.001f, 0.999f, 1);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      float number = 1000 * (float) random.nextGaussian();
      statistics.add(new float[] {number}, 0, 1, 0, statistics.copy());
    }

    assertThat(parameters(statistics)[1]).isBetween(1 / 1500f, 1 / 700f);
  }

  @Test
  void bytes_comeBack() {
    SampleStatistics statistics = of(1, 2, 4);
    ByteBuffer bytes = ByteBuffer.allocate(statistics.byteCount());
    statistics.write(bytes);

    SampleStatistics read = statistics.read(bytes.flip());

    assertThat(bytes.remaining()).isZero();
    assertThat(parameters(read)).containsExactly(parameters(statistics));
  }

  @Test
  void target_isHeldBesideTheNumbers() {
    SampleStatistics statistics = new SampleStatistics(1, true);
    float[] parameters = new float[5];
    statistics.writeTo(parameters);
    assertThat(parameters).containsExactly(0, 0, 0, 0, 1); // a deviation of 1 while none is known

    statistics.add(new float[] {7}, 0, 1, 250_000, statistics.copy());
    statistics.add(new float[] {9}, 0, 1, 250_004, statistics.copy());
    statistics.writeTo(parameters);

    assertThat(parameters).containsExactly(8, 1, 0, 250_002, 2);
  }
}
