package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPixelsTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 7", "3, 8", "5, 784", "1, 785", "2, 791"})
  void pixels_areReadOneAsTheOther(int start, int count) {
    // Given
    byte[] pixels = new byte[start + count + 9];
    new SplittableRandom(count).nextBytes(pixels);
    Arrays.fill(pixels, start + count / 4, start + count / 2, (byte) 0); // a background
    float[] units = new float[count + 1];
    Arrays.fill(units, -1f);

    // When
    UnitPixels.read(pixels, start, count, units);

    // Then
    for (int i = 0; i < count; i++) {
      assertThat(units[i]).isEqualTo((pixels[start + i] & 0xff) / 255f);
    }
    assertThat(units[count]).isEqualTo(-1f);
  }
}
