package dev.thalweg.trainer.fold;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Where the learner's state stands that is too large for a record.
 *
 * @param count part records, which come before the head
 * @param bytes of all of them
 * @param sha256 of all of them, lower-case hexadecimal
 */
public record StateParts(int count, long bytes, String sha256) {
  private static final int SHA256_BYTES = 32;

  /** How many bytes {@link #write} writes. */
  static final int BYTES = Integer.BYTES + Long.BYTES + SHA256_BYTES;

  void write(ByteBuffer out) {
    out.putInt(count).putLong(bytes).put(HexFormat.of().parseHex(sha256));
  }

  static StateParts read(ByteBuffer in) {
    int count = in.getInt();
    long bytes = in.getLong();
    byte[] sha256 = new byte[SHA256_BYTES];
    in.get(sha256);
    return new StateParts(count, bytes, HexFormat.of().formatHex(sha256));
  }
}
