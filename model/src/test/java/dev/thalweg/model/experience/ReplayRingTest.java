package dev.thalweg.model.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Datatype;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayRingTest {
  private static final int BATCH = 3;
  private static final int INPUTS = 2;

  /** A minibatch whose samples are told apart by their label. */
  private static void add(ReplayRing ring, int number) {
    float[] numbers = new float[BATCH * INPUTS];
    int[] labels = new int[BATCH];
    float[] weights = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = number * BATCH + i;
      numbers[i * INPUTS] = labels[i];
      numbers[i * INPUTS + 1] = 255 - labels[i];
      weights[i] = labels[i] / 2f;
    }
    ring.add(numbers, labels, weights);
  }

  private static List<Integer> labels(ReplayRing ring) {
    Rows rows = Rows.of(2, INPUTS);
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < ring.samples(); i++) {
      ring.copy(i, rows, 1);
      int label = rows.labels()[1];
      assertThat(rows.inputs()).containsExactly(0, 0, label, 255 - label);
      assertThat(rows.weights()[1]).isEqualTo(label / 2f);
      labels.add(label);
    }
    return labels;
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void ring_keepsTheLastWholeMinibatches_theOldestFirst(Datatype datatype) {
    ReplayRing ring = new ReplayRing(datatype, BATCH, INPUTS, 8);
    add(ring, 0);
    assertThat(labels(ring)).containsExactly(0, 1, 2);
    add(ring, 1);
    add(ring, 2);
    assertThat(labels(ring)).containsExactly(3, 4, 5, 6, 7, 8);
    add(ring, 3);
    assertThat(labels(ring)).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(ring.batches()).isEqualTo(2);
  }

  @Test
  void clearedRing_isLikeANewOne() {
    ReplayRing ring = new ReplayRing(Datatype.UINT8, BATCH, INPUTS, 6);
    for (int i = 0; i < 3; i++) {
      add(ring, i);
    }
    ring.clear();
    assertThat(ring.samples()).isZero();
    add(ring, 3);
    assertThat(labels(ring)).containsExactly(9, 10, 11);
  }

  @Test
  void ringSmallerThanAMinibatch_keepsOne() {
    ReplayRing ring = new ReplayRing(Datatype.UINT8, BATCH, INPUTS, 1);
    add(ring, 0);
    add(ring, 1);
    assertThat(labels(ring)).containsExactly(3, 4, 5);
  }

  @Test
  void ringThatNeedsTooMuchMemory_isRefused() {
    assertThatThrownBy(() -> new ReplayRing(Datatype.FP32, 32, 1 << 20, 10_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A ring of 10,000 samples needs 39,936 MiB and may have 1,024: use a smaller"
                + " replay.ring.");
  }
}
