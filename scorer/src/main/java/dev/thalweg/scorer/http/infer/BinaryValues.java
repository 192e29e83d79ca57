package dev.thalweg.scorer.http.infer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.http.route.ProblemException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads values one by one as the protocol's binary extension has them: numbers little-endian, and
 * each text after its length in bytes, as four bytes.
 */
final class BinaryValues {
  private BinaryValues() {}

  /**
   * Reads so many numbers, which have to be all that there is.
   *
   * @param bytes in little-endian order
   * @throws ProblemException when there are more or fewer bytes
   */
  static List<Object> numbers(TensorDatatype datatype, ByteBuffer bytes, int count) {
    if (bytes.remaining() != (long) count * datatype.bytes()) {
      throw ProblemException.malformed(
          "\"binary_data_size\" is %,d, and %,d numbers of %s take %,d bytes."
              .formatted(bytes.remaining(), count, datatype, (long) count * datatype.bytes()));
    }
    List<Object> numbers = new ArrayList<>(count);
    while (bytes.hasRemaining()) {
      numbers.add(number(datatype, bytes));
    }
    return numbers;
  }

  private static Object number(TensorDatatype datatype, ByteBuffer bytes) {
    return switch (datatype) {
      case BOOL -> BinaryNumbers.bool(bytes.get());
      case UINT8 -> bytes.get() & 0xff;
      case UINT16 -> bytes.getShort() & 0xffff;
      case UINT32 -> bytes.getInt() & 0xffff_ffffL;
      case UINT64 -> new BigInteger(Long.toUnsignedString(bytes.getLong()));
      case INT8 -> (int) bytes.get();
      case INT16 -> (int) bytes.getShort();
      case INT32 -> bytes.getInt();
      case INT64 -> bytes.getLong();
      case FP16 -> BinaryNumbers.half(bytes.getShort());
      case FP32 -> bytes.getFloat();
      case FP64 -> bytes.getDouble();
    };
  }

  /**
   * Reads so many texts, which have to be all that there is.
   *
   * @throws ProblemException when they are not, or one is not UTF-8
   */
  static List<Object> texts(ByteBuffer bytes, int count) {
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw otherTexts(count);
      }
      try {
        texts.add(UTF_8.newDecoder().decode(bytes.slice(bytes.position(), length)).toString());
      } catch (CharacterCodingException e) {
        throw ProblemException.malformed("Text %,d of the binary data is not UTF-8.".formatted(i));
      }
      bytes.position(bytes.position() + length);
    }
    if (bytes.hasRemaining()) {
      throw otherTexts(count);
    }
    return texts;
  }

  private static ProblemException otherTexts(int count) {
    return ProblemException.malformed(
        "The binary data are not %,d texts, each after its length as four bytes, little-endian."
            .formatted(count));
  }
}
