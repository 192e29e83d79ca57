package dev.thalweg.model.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputStatisticsTest {

  private static InputStatistics of(float... numbers) {
    InputStatistics statistics = new InputStatistics(1);
    for (float number : numbers) {
      statistics.add(new float[] {number}, 0, 1, statistics.copy());
    }
    return statistics;
  }

  private static float[] parameters(InputStatistics statistics) {
    float[] parameters = new float[2 * statistics.size()];
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
    InputStatistics all = new InputStatistics(3);
    InputStatistics[] parts = new InputStatistics[4];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new InputStatistics(3);
    }
    for (int i = 0; i < 1000; i++) {
      float[] numbers = {random.nextFloat(), 1e6f + random.nextFloat(), -3};
      numbers[i % 3] = i % 7 == 0 ? Float.NaN : numbers[i % 3];
      all.add(numbers, 0, 0.5, new InputStatistics(3));
      parts[i % 3].add(numbers, 0, 0.5, new InputStatistics(3)); // the fourth sees nothing
    }

    InputStatistics together = parts[3].plus(parts[0]).plus(parts[1]).plus(parts[2]);

    float[] expected = parameters(all);
    float[] actual = parameters(together);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f * Math.abs(expected[i])));
    }
  }

  @Test
  void oneWildNumber_doesNotMakeTheOthersAlike() {
    Random random = new Random(6);
    InputStatistics statistics = new InputStatistics(1);
    for (int i = 0; i < 1000; i++) {
      float number = i == 500 ? 1e38f : (float) random.nextGaussian();
      statistics.add(new float[] {number}, 0, 1, statistics.copy());
    }

    assertThat(parameters(statistics)[1]).isBetween(0.8f, 1.2f);
  }

  @Test
  void anotherScaleForGood_isReachedAfterAFew() {
    InputStatistics statistics = of(1, 1.001f, 0.999f, 1);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      float number = 1000 * (float) random.nextGaussian();
      statistics.add(new float[] {number}, 0, 1, statistics.copy());
    }

    assertThat(parameters(statistics)[1]).isBetween(1 / 1500f, 1 / 700f);
  }

  @Test
  void bytes_comeBack() {
    InputStatistics statistics = of(1, 2, 4);
    ByteBuffer bytes = ByteBuffer.allocate(InputStatistics.byteCount(1));
    statistics.write(bytes);

    InputStatistics read = InputStatistics.read(bytes.flip(), 1);

    assertThat(bytes.remaining()).isZero();
    assertThat(parameters(read)).containsExactly(parameters(statistics));
  }
}
