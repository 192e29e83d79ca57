package dev.thalweg.model.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.scaling.SampleStatistics;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelWeightsTest {
  private static final ModelWeights BASE = weights(1, 2);

  private static ModelWeights weights(float trained, float average) {
    return new ModelWeights(new float[] {trained, 0}, new float[] {average, 0});
  }

  @Test
  void allFromOneBase_mergeIsTheirMean() {
    ModelWeights merged =
        BASE.plus(List.of(weights(3, 4).minus(BASE), weights(5, 8).minus(BASE)), 2);

    assertThat(merged.trained()).containsExactly(4, 0);
    assertThat(merged.average()).containsExactly(6, 0);
  }

  @Test
  void oneOfFour_countsAQuarter() {
    ModelWeights merged = BASE.plus(List.of(weights(5, 10).minus(BASE)), 4);

    assertThat(merged.trained()).containsExactly(2, 0);
    assertThat(merged.average()).containsExactly(4, 0);
  }

  @Test
  void nobody_changesNoBit() {
    assertThat(BASE.plus(List.of(), 3).toBytes()).isEqualTo(BASE.toBytes());
  }

  @Test
  void bytes_comeBack() {
    ByteBuffer bytes = BASE.toBytes();

    ModelWeights read = ModelWeights.read(bytes, 2, true, SampleStatistics.NONE);

    assertThat(bytes.remaining()).isZero();
    assertThat(read.toBytes()).isEqualTo(BASE.toBytes());
  }

  @Test
  void tooFewBytes_areRefused() {
    assertThatThrownBy(
            () -> ModelWeights.read(ByteBuffer.allocate(15), 2, true, SampleStatistics.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The weights need 16 bytes and 15 are left.");
  }

  @Test
  void withoutAverage_servesTheParameters() {
    ModelWeights plain = new ModelWeights(new float[] {1, 2}, new float[0]);

    assertThat(ModelWeights.read(plain.toBytes(), 2, false, SampleStatistics.NONE).average())
        .isEmpty();
    assertThat(plain.byteCount()).isEqualTo(8);
  }

  @Test
  void infinite_isFound() {
    assertThat(BASE.isFinite()).isTrue();
    assertThat(weights(1, Float.NaN).isFinite()).isFalse();
  }
}
