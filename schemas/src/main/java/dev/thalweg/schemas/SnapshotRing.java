package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * The keys of the snapshots topic: a compacted ring of the last K snapshots of a model, and, under
 * keys of their own, the pinned one and the one that the gate promoted last, which outlive the
 * ring.
 */
public final class SnapshotRing {
  /** K: how many versions the ring keeps. */
  public static final int SLOTS = 32;

  private static final Pattern SLOT = Pattern.compile("[0-9]{1,9}");

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

  /** Whether a record's key is a model's name, a slash and a number. */
  public static boolean isSlot(String model, byte[] key) {
    String text = key == null ? "" : new String(key, UTF_8);
    String prefix = model + "/";
    return text.startsWith(prefix) && SLOT.matcher(text.substring(prefix.length())).matches();
  }
}
