package dev.thalweg.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DtypeTest {
  private static final Architecture TINY = Architecture.parse("1x2 dense(2,softmax) cross_entropy");

  @TempDir Path folder;

  private static byte[] written(ExportedModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportFormat.SAFETENSORS.write(model, out);
    return out.toByteArray();
  }

  /** Among all finite values by search, in double, which holds each sum exactly. */
  @Test
  void float16_isTheNearestOfAllValuesAndTheEvenOneOfTwo() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 27));
      if (Math.abs(value) <= Float16.MAX) {
        short bits = Float16.bits(value);
        double error = Math.abs((double) Float16.value(bits) - value);
        for (int step = -1; step <= 1; step += 2) {
          int magnitude = (bits & 0x7fff) + step;
          if (magnitude >= 0 && magnitude < 0x7c00) {
            float other = Float16.value((short) ((bits & 0x8000) | magnitude));
            assertThat(Math.abs((double) other - value)).isGreaterThanOrEqualTo(error);
          }
        }
      }
    }
    assertThat(Float16.value(Float16.bits(1 + 0x1p-11f))).isEqualTo(1);
    assertThat(Float16.value(Float16.bits(1 + 0x3p-11f))).isEqualTo(1 + 0x1p-9f);
    assertThat(Float16.value(Float16.bits(0x1p-25f))).isEqualTo(0);
    assertThat(Float16.value(Float16.bits(0x3p-25f))).isEqualTo(0x1p-23f);
  }

  @Test
  void float16_isItselfForEveryFiniteValue() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.value((short) bits);
      if (Float.isFinite(value)) {
        assertThat(Float16.bits(value)).isEqualTo((short) bits);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"65504", "65519.99", "-65504"})
  void largestFloat16_isTaken(float value) {
    assertThat(Math.abs(Float16.value(Float16.bits(value)))).isEqualTo(Float16.MAX);
  }

  @ParameterizedTest
  @CsvSource({"65520", "-1e30", "Infinity", "NaN"})
  void largerValue_isRefusedWithTheDtypeThatHoldsIt(float value) {
    ExportedModel model =
        Models.model(Parameters.of(TINY, new float[] {value, 2, 3, 4, 5, 6}), Datatype.UINT8);

    assertThatThrownBy(() -> model.as(Dtype.FLOAT16))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("beyond the 65504 of float16; use float32.");
  }

  @ParameterizedTest
  @EnumSource
  void roundedModel_isWrittenAndReadBackBitForBit(Dtype dtype) throws IOException {
    for (String text : new String[] {Models.SMALL, Models.PICTURES}) {
      ExportedModel model = Models.drawn(text).as(dtype);

      Path file = Files.write(folder.resolve("file.safetensors"), written(model));

      assertThat(ExportFormat.SAFETENSORS.read(file)).isEqualTo(model);
      assertThat(model.as(dtype)).isEqualTo(model);
      assertThat(model.dtype()).isEqualTo(dtype);
    }
  }

  @Test
  void bytes_areAHalfAndAQuarter() {
    Parameters parameters =
        Models.drawn("28x28 dense(128,relu) dense(10,softmax) cross_entropy").parameters();
    int weights = 784 * 128 + 128 * 10;
    int units = 138;

    assertThat(Dtype.FLOAT32.encode(parameters)).isEqualTo(parameters.toBytes());
    assertThat(Dtype.FLOAT16.encode(parameters)).hasSize(2 * (weights + units));
    assertThat(Dtype.INT8.encode(parameters)).hasSize(weights + 4 * units + 4 * units);
  }

  @Test
  void int8_hasTheLargestWeightOfEachUnitAndHalfAStepOfErrorAtMost() {
    // Given: [inputs, units], of very different magnitudes, and a unit without weights
    Architecture architecture = Architecture.parse("4 dense(3,softmax) cross_entropy");
    float[] values = {1, -3e-9f, 0, -0.3f, 1e-9f, 0, 0.01f, 2e-9f, 0, 0.77f, 0, 0, 7, 8, 1e-20f};

    // When
    float[] rounded = Dtype.INT8.round(Parameters.of(architecture, values)).values();

    // Then
    for (int i = 0; i < 12; i++) {
      double step = new double[] {1, 3e-9, 0}[i % 3] / 127 * (1 + 1e-4);
      assertThat((double) rounded[i]).isCloseTo(values[i], within(step / 2));
    }
    assertThat(rounded).endsWith(7, 8, 1e-20f);
    assertThat(rounded[0]).isCloseTo(1, within(1e-4f));
  }

  @Test
  void int8_isStableForWeightsOfAllMagnitudes() {
    Random random = new Random(5);
    Architecture architecture = Architecture.parse("4 dense(2,softmax) cross_entropy");
    for (int i = 0; i < 2_000; i++) {
      float[] values = new float[10];
      float scale = (float) Math.pow(2, random.nextInt(250) - 130);
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian() * scale;
      }
      Parameters rounded = Dtype.INT8.round(Parameters.of(architecture, values));

      assertThat(Dtype.INT8.round(rounded)).isEqualTo(rounded);
    }
  }

  @Test
  void whatIsKnownOfTheNumbers_keepsEveryBit() {
    Architecture network =
        Architecture.parse("1 standardize dense(1,tanh) dense(1,scaled) huber(1)");
    float[] values = {1.6e9f, 3e-7f, 0.1f, 0.2f, 0.3f, 0.4f, 250_001.25f, 1e5f};

    for (Dtype dtype : Dtype.values()) {
      float[] kept = dtype.round(Parameters.of(network, values)).values();

      assertThat(kept).startsWith(values[0], values[1]).endsWith(values[6], values[7]);
    }
  }
}
