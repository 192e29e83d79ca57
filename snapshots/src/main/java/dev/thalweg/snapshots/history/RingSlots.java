package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which snapshots the slots of the ring hold: the one rule for commands and scorers. Of each slot
 * it is the sound one of the highest sequence, wherever it stands in the topic; what is damaged, or
 * older, takes no sound one's place. A damaged one is known beside it, where it is newer.
 */
public final class RingSlots {
  private final Map<String, Slot> slots = new HashMap<>();

  private static final class Slot {
    private SnapshotEntry sound;
    private SnapshotEntry damaged;

    private void put(SnapshotEntry entry) {
      if (entry.damage().isEmpty()) {
        sound = later(sound, entry);
      } else {
        damaged = later(damaged, entry);
      }
      if (sound != null && damaged != null && damaged.sequence() <= sound.sequence()) {
        damaged = null;
      }
    }

    private static SnapshotEntry later(SnapshotEntry before, SnapshotEntry entry) {
      return before == null || entry.sequence() >= before.sequence() ? entry : before;
    }
  }

  /**
   * Takes note of a record.
   *
   * @param key that of a slot
   */
  public void put(byte[] key, SnapshotEntry entry) {
    slots.computeIfAbsent(new String(key, UTF_8), slot -> new Slot()).put(entry);
  }

  /** A tombstone. */
  public void free(byte[] key) {
    slots.remove(new String(key, UTF_8));
  }

  /** Forgets an entry whose record is gone. */
  public void remove(SnapshotEntry entry) {
    for (Slot slot : slots.values()) {
      if (entry.equals(slot.sound)) {
        slot.sound = null;
      }
    }
  }

  /** Forgets everything. */
  public void clear() {
    slots.clear();
  }

  /** Those that a scorer may serve, in no order. */
  public List<SnapshotEntry> sound() {
    return slots.values().stream().map(slot -> slot.sound).filter(Objects::nonNull).toList();
  }

  /** Sound and damaged ones, in no order. */
  public List<SnapshotEntry> all() {
    return slots.values().stream()
        .flatMap(slot -> Stream.of(slot.sound, slot.damaged))
        .filter(Objects::nonNull)
        .toList();
  }
}
