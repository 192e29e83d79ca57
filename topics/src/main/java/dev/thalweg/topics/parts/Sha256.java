package dev.thalweg.topics.parts;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of bytes that come one after the other. */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Takes the rest of a buffer, whose position stays. */
  public void update(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
  }

  /** The hash of all so far, lower-case hexadecimal; once only. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
