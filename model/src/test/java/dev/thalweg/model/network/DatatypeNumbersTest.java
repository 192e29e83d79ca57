package dev.thalweg.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatatypeNumbersTest {
  private static final byte[] BYTES = {9, 0, 127, (byte) 128, (byte) 255, 9};

  static Stream<ByteBuffer> buffers() {
    ByteBuffer direct = ByteBuffer.allocateDirect(BYTES.length).put(BYTES);
    return Stream.of(
        ByteBuffer.wrap(BYTES, 1, 4),
        ByteBuffer.wrap(BYTES).slice(1, 4),
        ByteBuffer.wrap(BYTES, 1, 4).asReadOnlyBuffer(),
        direct.position(1).limit(5));
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void bytes_areReadFromPositionToLimit_whateverHoldsThem(ByteBuffer data) {
    int position = data.position();
    float[] target = new float[6];

    Datatype.UINT8.numbers(data, target, 1);

    assertThat(target).containsExactly(0, 0, 127, 128, 255, 0);
    assertThat(data.position()).isEqualTo(position);
    assertThat(data.remaining()).isEqualTo(4);
  }
}
