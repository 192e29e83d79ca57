package dev.thalweg.monitor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VarLongTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 1L << 62, Long.MAX_VALUE, -1})
  void number_isReadBackAsItWas_fromAsManyBytesAsAreSaid(long number) {
    // Given
    ByteBuffer bytes = ByteBuffer.allocate(VarLong.bytes(number));
    // When
    VarLong.write(bytes, number);
    // Then
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(VarLong.read(bytes.flip())).isEqualTo(number);
  }

  @Test
  void smallNumber_takesOneByte() {
    assertThat(VarLong.bytes(127)).isEqualTo(1);
    assertThat(VarLong.bytes(128)).isEqualTo(2);
  }

  @Test
  void numberWithoutEnd_isRefused() {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) -1);
    assertThatThrownBy(() -> VarLong.read(ByteBuffer.wrap(endless)))
        .isInstanceOf(IllegalStateException.class);
  }
}
