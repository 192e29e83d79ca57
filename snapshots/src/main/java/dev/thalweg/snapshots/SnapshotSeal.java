package dev.thalweg.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The two hashes of a snapshot.
 *
 * <p>{@code contentSha256} is the SHA-256 of the parameter bytes. {@code sha256} is the SHA-256 of
 * these fields in this order, each text as a 4-byte big-endian length and UTF-8, each number
 * big-endian: the text {@code thalweg-snapshot-1}, parentSha256, sequence (8), version (8), the
 * number of offsets (4) and by ascending partition the partition (4) and offset (8), the number of
 * hyper-parameters (4) and by ascending key the key and value, architecture, contentSha256. It thus
 * names the whole history of the weights; times, rates and the backend are outside.
 */
public final class SnapshotSeal {
  private SnapshotSeal() {}

  /** The lower-case hexadecimal SHA-256 of the bytes between position and limit. */
  public static String contentSha256(ByteBuffer parameters) {
    MessageDigest digest = sha256();
    digest.update(parameters.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of the chain; every field that goes in must be set. */
  public static String sha256(Snapshot snapshot) {
    MessageDigest digest = sha256();
    text(digest, "thalweg-snapshot-1");
    text(digest, snapshot.getParentSha256());
    digest.update(ByteBuffer.allocate(8).putLong(0, snapshot.getSequence()));
    digest.update(ByteBuffer.allocate(8).putLong(0, snapshot.getVersion()));
    digest.update(ByteBuffer.allocate(4).putInt(0, snapshot.getOffsets().size()));
    snapshot.getOffsets().stream()
        .sorted(Comparator.comparingInt(PartitionOffset::getPartition))
        .forEach(
            at -> {
              digest.update(ByteBuffer.allocate(4).putInt(0, at.getPartition()));
              digest.update(ByteBuffer.allocate(8).putLong(0, at.getOffset()));
            });
    digest.update(ByteBuffer.allocate(4).putInt(0, snapshot.getHyperparameters().size()));
    new TreeMap<>(snapshot.getHyperparameters())
        .forEach(
            (key, value) -> {
              text(digest, key);
              text(digest, value);
            });
    text(digest, snapshot.getArchitecture());
    text(digest, snapshot.getContentSha256());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Sets both hashes of a snapshot whose other fields are set. */
  public static void seal(Snapshot snapshot) {
    snapshot.setContentSha256(contentSha256(snapshot.getParameters()));
    snapshot.setSha256(sha256(snapshot));
  }

  /** Why the snapshot does not match its own hashes; empty when it does. */
  public static Optional<String> mismatch(Snapshot snapshot) {
    if (!contentSha256(snapshot.getParameters()).equals(snapshot.getContentSha256())) {
      return Optional.of("its parameters do not match its contentSha256");
    }
    return mismatchOfFields(snapshot);
  }

  /** The same of a head, whose parameters are elsewhere. */
  static Optional<String> mismatchOfFields(Snapshot snapshot) {
    return sha256(snapshot).equals(snapshot.getSha256())
        ? Optional.empty()
        : Optional.of("its fields do not match its sha256");
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
