package dev.thalweg.model.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FlatStateTest {
  private static final float[] FIRST = {1, 2, 3};
  private static final float[] SECOND = {4, 5};

  private static FlatState state(float[] first, float[] second, ByteBuffer bytes) {
    return new FlatState().add(first).add(bytes).add(new float[0]).add(second);
  }

  private static ByteBuffer whole() {
    ByteBuffer whole = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    whole.putFloat(1).putFloat(2).putFloat(3).putLong(7).putFloat(4).putFloat(5);
    return whole.flip();
  }

  private static ByteBuffer counter(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }

  @Test
  void pieces_areTheBytesOneAfterTheOther_whereverTheyAreCut() {
    FlatState state = state(FIRST, SECOND, counter(7));
    assertThat(state.size()).isEqualTo(28);
    for (int length = 4; length <= 28; length += 4) {
      for (int from = 0; from <= 28 - length; from += 4) {
        ByteBuffer piece = ByteBuffer.allocate(length);
        state.get(from, piece);
        assertThat(piece.flip()).isEqualTo(whole().slice(from, length));
      }
    }
  }

  @Test
  void putPieces_fillTheArraysThemselves() {
    for (int length = 4; length <= 28; length += 4) {
      float[] first = new float[3];
      float[] second = new float[2];
      ByteBuffer bytes = counter(0);
      FlatState state = state(first, second, bytes);
      for (int from = 0; from < 28; from += length) {
        state.put(from, whole().slice(from, Math.min(length, 28 - from)));
      }
      assertThat(first).isEqualTo(FIRST);
      assertThat(second).isEqualTo(SECOND);
      assertThat(bytes.getLong(0)).isEqualTo(7);
    }
  }

  @Test
  void pieceThatIsBeyond_orCutsANumber_isRefused() {
    FlatState state = state(FIRST.clone(), SECOND, counter(7));
    assertThatThrownBy(() -> state.get(4, ByteBuffer.allocate(28)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28 bytes");
    assertThatThrownBy(() -> state.put(2, ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.put(0, ByteBuffer.allocate(6)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FlatState().add(ByteBuffer.allocate(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
