package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The keys of the snapshots topic: a compacted ring of the last K snapshots of a model. */
public final class SnapshotRing {
  /** K: how many versions the ring keeps. */
  public static final int SLOTS = 32;

  private SnapshotRing() {}

  /** The key under which a snapshot is kept until its slot comes round again. */
  public static byte[] key(String model, long sequence) {
    return (model + "/" + Math.floorMod(sequence, (long) SLOTS)).getBytes(UTF_8);
  }
}
