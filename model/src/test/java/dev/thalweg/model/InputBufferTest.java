package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputBufferTest {

  private static byte[] state(Learner learner) {
    ByteBuffer buffer = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(buffer);
    return buffer.array();
  }

  @ParameterizedTest
  @CsvSource({
    "online, 28x28 dense(40;relu) dense(10;softmax) cross_entropy",
    "online, 28x28 dense(40;relu;dropout=0.3) dense(10;softmax) cross_entropy",
    "accurate, 28x28 dense(40;relu) dense(10;softmax) cross_entropy",
    "small, 28x28 conv(4;3x3;relu) dense(10;softmax) cross_entropy",
    "online, 28x28 standardize dense(40;relu) dense(10;softmax) cross_entropy"
  })
  void bytes_areLearnedAsTheirNumbers(String preset, String text) {
    // Given
    Architecture network = Architecture.parse(text.replace(';', ','));
    Hyperparameters learning = Preset.named(preset).hyperparameters();
    int batch = learning.batchSize();
    var samples = new Samples(network, batch, 5);
    var buffer = new InputBuffer(Datatype.UINT8, batch, 784);
    try (var fromBytes = new Learner(network, learning, Datatype.UINT8);
        var fromNumbers = new Learner(network, learning, Datatype.UINT8)) {
      for (int step = 0; step < 8; step++) {
        samples.next();
        for (int i = 0; i < samples.pixels.length; i++) {
          if (i % 784 % 28 < 9 + step) { // as in a margin
            samples.pixels[i] = 0;
            samples.inputs[i] = 0;
          }
        }
        samples.weights[3] = step == 4 ? 0 : 1;

        // When
        for (int i = 0; i < batch; i++) {
          buffer.put(i, ByteBuffer.wrap(samples.pixels, i * 784, 784), false);
        }
        Step taken = fromBytes.step(buffer, samples.targets, samples.weights);

        // Then
        assertThat(taken)
            .isEqualTo(fromNumbers.step(samples.inputs, samples.targets, samples.weights));
        assertThat(state(fromBytes)).isEqualTo(state(fromNumbers));
      }
    }
  }

  @Test
  void numbersThatCanNotBe_areRefused() {
    // Given
    var buffer = new InputBuffer(Datatype.FP32, 2, 2);
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1.5f).putFloat(Float.NaN).flip();

    // When, then
    assertThatThrownBy(() -> buffer.put(1, data, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
    buffer.put(1, data, true);
    assertThat(buffer.numbers()).containsExactly(0, 0, 1.5f, Float.NaN);
  }
}
