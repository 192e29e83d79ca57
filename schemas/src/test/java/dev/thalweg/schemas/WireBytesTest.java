package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class WireBytesTest {
  private static final long[] EDGES = {
    0, 1, -1, 63, 64, -64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final WireBytes bytes = new WireBytes();

  /** Something of every kind that there is. */
  private static void write(BinaryEncoder encoder) throws IOException {
    for (long edge : EDGES) {
      encoder.writeLong(edge);
      encoder.writeInt((int) edge);
      encoder.writeFloat((float) edge);
      encoder.writeDouble((double) edge);
      encoder.writeBoolean(edge < 0);
    }
    encoder.writeString("");
    encoder.writeString("gültig");
    encoder.writeBytes(new byte[0]);
    encoder.writeBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2));
    encoder.writeEnum(2);
    encoder.writeNull();
    encoder.writeArrayStart();
    encoder.setItemCount(1);
    encoder.startItem();
    encoder.writeInt(5);
    encoder.writeArrayEnd();
  }

  @Test
  void everyKind_isWrittenAsAvroWritesIt() throws Exception {
    // Given
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(new byte[] {0, 0x12, 0x34, 0x56, 0x78});
    BinaryEncoder avros = EncoderFactory.get().directBinaryEncoder(expected, null);
    write(avros);
    avros.flush();

    // When
    bytes.begin(0x12345678);
    write(bytes);

    // Then
    assertThat(bytes.copy()).isEqualTo(expected.toByteArray());
  }

  @Test
  void recordAfterALongOne_holdsNothingOfIt() throws Exception {
    // Given
    byte[] large = new byte[100_000];
    new SplittableRandom(1).nextBytes(large);
    bytes.begin(1);
    bytes.writeFixed(large, 0, large.length);
    byte[] first = bytes.copy();

    // When
    bytes.begin(2);
    bytes.writeFixed("next".getBytes(UTF_8), 0, 4);

    // Then
    assertThat(first).hasSize(AvroSerializer.HEADER_BYTES + large.length).endsWith(large);
    assertThat(bytes.copy()).containsExactly(0, 0, 0, 0, 2, 'n', 'e', 'x', 't');
  }
}
