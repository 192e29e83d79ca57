package dev.thalweg.model.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Datatype;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayBufferTest {
  private static final int BATCH = 3;
  private static final int INPUTS = 2;

  /** A minibatch whose samples are told apart by their label. */
  private static void add(ReplayBuffer buffer, int number) {
    float[] numbers = new float[BATCH * INPUTS];
    double[] labels = new double[BATCH];
    float[] weights = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      int label = number * BATCH + i;
      labels[i] = label;
      numbers[i * INPUTS] = label;
      numbers[i * INPUTS + 1] = 255 - label;
      weights[i] = label / 2f;
    }
    buffer.add(numbers, labels, weights);
  }

  private static List<Integer> labels(ReplayBuffer buffer) {
    Rows rows = Rows.of(2, INPUTS);
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < buffer.samples(); i++) {
      buffer.copy(i, rows, 1);
      int label = (int) rows.targets()[1];
      assertThat(rows.inputs()).containsExactly(0, 0, label, 255 - label);
      assertThat(rows.weights()[1]).isEqualTo(label / 2f);
      labels.add(label);
    }
    return labels;
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void buffer_keepsTheLastWholeMinibatches_theOldestFirst(Datatype datatype) {
    ReplayBuffer buffer = new ReplayBuffer(datatype, BATCH, INPUTS, 8);
    add(buffer, 0);
    assertThat(labels(buffer)).containsExactly(0, 1, 2);
    add(buffer, 1);
    add(buffer, 2);
    assertThat(labels(buffer)).containsExactly(3, 4, 5, 6, 7, 8);
    add(buffer, 3);
    assertThat(labels(buffer)).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(buffer.batches()).isEqualTo(2);
  }

  @Test
  void clearedBuffer_isLikeANewOne() {
    ReplayBuffer buffer = new ReplayBuffer(Datatype.UINT8, BATCH, INPUTS, 6);
    for (int i = 0; i < 3; i++) {
      add(buffer, i);
    }
    buffer.clear();
    assertThat(buffer.samples()).isZero();
    add(buffer, 3);
    assertThat(labels(buffer)).containsExactly(9, 10, 11);
  }

  @Test
  void bufferSmallerThanAMinibatch_keepsOne() {
    ReplayBuffer buffer = new ReplayBuffer(Datatype.UINT8, BATCH, INPUTS, 1);
    add(buffer, 0);
    add(buffer, 1);
    assertThat(labels(buffer)).containsExactly(3, 4, 5);
  }

  @Test
  void bufferThatNeedsTooMuchMemory_isRefused() {
    assertThatThrownBy(() -> new ReplayBuffer(Datatype.FP32, 32, 1 << 20, 10_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A buffer of 10,000 samples needs 39,936 MiB and may have 1,024: use a smaller"
                + " replay.buffer.");
  }
}
