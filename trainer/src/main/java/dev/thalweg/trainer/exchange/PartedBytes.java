package dev.thalweg.trainer.exchange;

import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.topics.parts.Parts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bytes that come in parts, in any order, and are whole when their hash says so. */
final class PartedBytes {
  private final String sha256;
  private final ByteBuffer[] parts;

  PartedBytes(String sha256, int count) {
    this.sha256 = sha256;
    this.parts = new ByteBuffer[count];
  }

  /** Cuts bytes into parts; at least one. */
  static List<ByteBuffer> cut(ByteBuffer bytes) {
    List<ByteBuffer> parts = new ArrayList<>();
    int at = bytes.position();
    do {
      int length = Math.min(Parts.BYTES, bytes.limit() - at);
      parts.add(bytes.slice(at, length));
      at += length;
    } while (at < bytes.limit());
    return parts;
  }

  /** Takes a part; one that can't be is passed over. */
  void add(int part, ByteBuffer bytes) {
    if (part >= 0 && part < parts.length) {
      parts[part] = bytes;
    }
  }

  /** The whole; empty while a part is missing, or where the hash says that one is another's. */
  Optional<ByteBuffer> whole() {
    int length = 0;
    for (ByteBuffer part : parts) {
      if (part == null) {
        return Optional.empty();
      }
      length += part.remaining();
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (ByteBuffer part : parts) {
      whole.put(part.duplicate());
    }
    whole.flip();
    return SnapshotSeal.contentSha256(whole).equals(sha256) ? Optional.of(whole) : Optional.empty();
  }
}
