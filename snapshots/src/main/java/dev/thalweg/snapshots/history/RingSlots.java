package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.SnapshotRing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which snapshots the slots of the ring hold: the one rule for commands and scorers. Of each slot
 * it is the sound one of the highest sequence, wherever it stands in the topic behind the slot's
 * last tombstone; what is damaged, or older, takes no sound one's place. A damaged one is known
 * beside it, where it is newer.
 *
 * <p>Records may be told in the order of their offsets, or backwards; not mixed.
 */
public final class RingSlots {
  private static final Comparator<SnapshotEntry> LATER =
      Comparator.comparingLong(SnapshotEntry::sequence).thenComparingLong(SnapshotEntry::offset);

  private final Map<String, Slot> slots = new HashMap<>();

  private static final class Slot {
    private SnapshotEntry sound;
    private SnapshotEntry damaged;
    private long freedAt = -1;

    private void put(SnapshotEntry entry) {
      if (entry.offset() < freedAt) {
        return;
      }
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
      return before == null || LATER.compare(entry, before) > 0 ? entry : before;
    }

    private void free(long offset) {
      freedAt = Math.max(freedAt, offset);
      sound = survivor(sound);
      damaged = survivor(damaged);
    }

    private SnapshotEntry survivor(SnapshotEntry entry) {
      return entry == null || entry.offset() < freedAt ? null : entry;
    }
  }

  /**
   * Takes note of a record.
   *
   * @param key that of a slot
   */
  public void put(byte[] key, SnapshotEntry entry) {
    slot(key).put(entry);
  }

  /**
   * A tombstone.
   *
   * @param offset where it stands in the topic
   */
  public void free(byte[] key, long offset) {
    slot(key).free(offset);
  }

  private Slot slot(byte[] key) {
    return slots.computeIfAbsent(new String(key, UTF_8), slot -> new Slot());
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

  /** The sound one of the highest sequence: what a scorer serves that follows the newest. */
  public Optional<SnapshotEntry> newest() {
    return sound().stream().max(LATER);
  }

  /**
   * Whether a record that lies before all that were told backwards can't be newer: every slot holds
   * a sound one, and each is of the last round, as a ring has it that was written in order.
   */
  public boolean isSettled() {
    List<SnapshotEntry> sound = sound();
    return sound.size() >= SnapshotRing.SLOTS
        && sound.stream().mapToLong(SnapshotEntry::sequence).min().orElseThrow()
            > sound.stream().mapToLong(SnapshotEntry::sequence).max().orElseThrow()
                - SnapshotRing.SLOTS;
  }

  /** Sound and damaged ones, in no order. */
  public List<SnapshotEntry> all() {
    return slots.values().stream()
        .flatMap(slot -> Stream.of(slot.sound, slot.damaged))
        .filter(Objects::nonNull)
        .toList();
  }
}
