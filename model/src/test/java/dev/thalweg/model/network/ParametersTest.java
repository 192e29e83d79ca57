package dev.thalweg.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.text.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParametersTest {

  private static final Architecture TINY = Architecture.parse("1x2 dense(2,softmax) cross_entropy");

  @Test
  void bytes_areLittleEndianAndRoundTrip() {
    var parameters = Parameters.of(TINY, new float[] {1, -0f, Float.MIN_VALUE, 3, 4, 5});

    assertThat(parameters.toBytes()).startsWith(0, 0, 0x80, 0x3f, 0, 0, 0, 0x80, 1, 0, 0, 0);
    assertThat(Parameters.fromBytes(TINY, parameters.toBytes()))
        .isEqualTo(parameters)
        .hasSameHashCodeAs(parameters);
    assertThat(parameters.length()).isEqualTo(6);
  }

  @Test
  void equality_isByBits() {
    var zero = Parameters.of(TINY, new float[6]);

    assertThat(Parameters.of(TINY, new float[] {-0f, 0, 0, 0, 0, 0})).isNotEqualTo(zero);
    assertThat(Parameters.of(TINY, new float[6])).isEqualTo(zero);
    var other = Architecture.parse("1x2 dense(2,softmax) mean_squared_error");
    assertThat(Parameters.of(other, new float[6])).isNotEqualTo(zero);
  }

  @Test
  void values_cannotBeChangedFromOutside() {
    float[] values = {1, 2, 3, 4, 5, 6};
    var parameters = Parameters.of(TINY, values);
    values[0] = 9;
    float[] copy = new float[8];
    parameters.copyTo(copy);
    copy[1] = 9;

    assertThat(parameters.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void length_isChecked() {
    assertThatThrownBy(() -> Parameters.of(TINY, new float[5]))
        .isExactlyInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Parameters.fromBytes(TINY, new byte[23]))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The parameters are 23 bytes and the architecture"
                + " 1x2 dense(2,softmax) cross_entropy needs 24.");
    assertThatThrownBy(() -> Parameters.of(TINY, new float[6]).copyTo(new float[5]))
        .isExactlyInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void finiteness_isSeen() {
    assertThat(Parameters.of(TINY, new float[6]).isFinite()).isTrue();
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThat(Parameters.of(TINY, new float[] {0, 0, 0, 0, 0, value}).isFinite()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Initialization.class)
  void initialization_hasItsVarianceAndZeroBiases(Initialization initialization) {
    // Given
    var architecture = Architecture.parse("20x20 dense(100,relu) dense(2,softmax) cross_entropy");
    boolean he = initialization.name().startsWith("HE");
    double variance = he ? 2.0 / 400 : 2.0 / 500;

    // When
    float[] values = initialization.draw(architecture, 1);

    // Then
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < 40_000; i++) {
      sum += values[i];
      squares += values[i] * values[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    assertThat(sum / 40_000).isCloseTo(0, within(5 * Math.sqrt(variance / 40_000)));
    assertThat(squares / 40_000).isCloseTo(variance, within(0.04 * variance));
    boolean uniform = initialization.name().endsWith("UNIFORM");
    assertThat(largest <= Math.sqrt(3 * variance)).isEqualTo(uniform);
    for (int i = 40_000; i < 40_100; i++) {
      assertThat(values[i]).isZero();
    }
    assertThat(initialization.draw(architecture, 1)).isEqualTo(values);
    assertThat(initialization.draw(architecture, 2)).isNotEqualTo(values);
  }

  @Test
  void generator_isSplitMix64() {
    // The first outputs of the published algorithm for the seed 1234567.
    var generator = new SplitMix64(1_234_567);

    assertThat(generator.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(generator.nextLong()).isEqualTo(3203168211198807973L);
  }

  @Test
  void masks_dropTheirShareAndDependOnStepAndLayer() {
    float[] mask = new float[10_000];
    new Masks(1, 5).fill(0, 0.25, mask);
    float[] again = new float[10_000];
    new Masks(1, 5).fill(0, 0.25, again);
    float[] otherLayer = new float[10_000];
    new Masks(1, 5).fill(1, 0.25, otherLayer);
    float[] otherStep = new float[10_000];
    new Masks(1, 6).fill(0, 0.25, otherStep);

    int dropped = 0;
    for (float value : mask) {
      assertThat(value).isIn(0f, (float) (1 / 0.75));
      dropped += value == 0 ? 1 : 0;
    }
    assertThat(dropped).isBetween(2_300, 2_700);
    assertThat(again).isEqualTo(mask);
    assertThat(otherLayer).isNotEqualTo(mask);
    assertThat(otherStep).isNotEqualTo(mask);
  }
}
