package dev.thalweg.trainer.exchange;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.topics.parts.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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

  /** Whether no part is missing, and the hash does not say that one is another's. */
  boolean isWhole() {
    for (int part = 0; part < parts.length; part++) {
      boolean isLast = part == parts.length - 1;
      if (parts[part] == null || (!isLast && parts[part].remaining() != Parts.BYTES)) {
        return false;
      }
    }
    Sha256 digest = new Sha256();
    for (ByteBuffer part : parts) {
      digest.update(part.duplicate());
    }
    return digest.hex().equals(sha256);
  }

  /** How many bytes it has that are there. */
  int length() {
    int length = 0;
    for (ByteBuffer part : parts) {
      length += part == null ? 0 : part.remaining();
    }
    return length;
  }

  /** Fills a state of as many bytes, without a second whole; only where {@link #isWhole}. */
  void read(FlatState target) {
    long at = 0;
    for (ByteBuffer part : parts) {
      target.put(at, part.duplicate());
      at += part.remaining();
    }
  }
}
