package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of the snapshots topic: a compacted ring of the last K snapshots of a model, and, under
 * keys of their own, the pinned one and the one that the gate promoted last, which outlive the
 * ring. What is too large for one record has its parts under keys of their own behind each of
 * these.
 */
public final class SnapshotRing {
  /** K: how many versions the ring keeps. */
  public static final int SLOTS = 32;

  private static final Pattern SLOT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern PART =
      Pattern.compile("([12]?[0-9]|3[01]|pinned|serving)/([0-9]{1,4})");

  private SnapshotRing() {}

  /** The key under which a snapshot is kept until its slot comes round again. */
  public static byte[] key(String model, long sequence) {
    return (model + "/" + Math.floorMod(sequence, (long) SLOTS)).getBytes(UTF_8);
  }

  /** The key under which the pinned snapshot is kept, a copy of one that the ring held. */
  public static byte[] pinnedKey(String model) {
    return (model + "/pinned").getBytes(UTF_8);
  }

  /** The key under which the gate keeps what it has promoted, a copy of one that the ring held. */
  public static byte[] servingKey(String model) {
    return (model + "/serving").getBytes(UTF_8);
  }

  /**
   * The key of a part of the snapshot that is kept under a key.
   *
   * @param part its number, from 0
   */
  public static byte[] partKey(byte[] head, int part) {
    return (new String(head, UTF_8) + "/" + part).getBytes(UTF_8);
  }

  /**
   * What a part's key says.
   *
   * @param head the key of the snapshot that it is a part of
   */
  public record PartKey(String head, int number) {}

  /** The same of a record's key; empty where it is not that of a part of this model. */
  public static Optional<PartKey> partOf(String model, byte[] key) {
    String text = key == null ? "" : new String(key, UTF_8);
    String prefix = model + "/";
    if (!text.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher matcher = PART.matcher(text.substring(prefix.length()));
    return matcher.matches()
        ? Optional.of(new PartKey(prefix + matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether a record's key is a model's name, a slash and a number. */
  public static boolean isSlot(String model, byte[] key) {
    String text = key == null ? "" : new String(key, UTF_8);
    String prefix = model + "/";
    return text.startsWith(prefix) && SLOT.matcher(text.substring(prefix.length())).matches();
  }
}
