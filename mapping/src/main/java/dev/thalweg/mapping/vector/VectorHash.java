package dev.thalweg.mapping.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a vector is recognised by: the SHA-256 of its float32, little-endian. A prediction and the
 * sample of the same record carry the same.
 */
public final class VectorHash {
  private VectorHash() {}

  /** In lower-case hex; every NaN counts as the same. */
  public static String of(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      // floatToIntBits gives one NaN for all.
      bytes.putInt(Float.floatToIntBits(number));
    }
    return sha256(bytes.array());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
