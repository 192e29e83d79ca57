package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.SnapshotRing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which snapshots the slots of the ring hold: the one rule for commands and scorers. Of each slot
 * it is the sound one of the highest sequence that belongs to the model ({@link Lines}), wherever
 * it stands in the topic behind the slot's last tombstone; what is damaged, a stranger's, or older
 * takes no such one's place. A damaged or strange one is known beside it, where it is newer.
 *
 * <p>Records may be told in the order of their offsets, or backwards; not mixed. Of each slot the
 * last 64 different snapshots are kept in mind, without weights, however many strangers write.
 */
public final class RingSlots {
  static final int KEPT_MAX = 64;

  private static final Comparator<SnapshotEntry> LATER =
      Comparator.comparingLong(SnapshotEntry::sequence).thenComparingLong(SnapshotEntry::offset);

  private final Map<String, Slot> slots = new HashMap<>();
  private Lines lines;

  private static final class Slot {
    private final Map<String, SnapshotEntry> sound = new HashMap<>();
    private SnapshotEntry damaged;
    private long freedAt = -1;

    private void put(SnapshotEntry entry) {
      if (entry.offset() < freedAt) {
        return;
      }
      if (entry.damage().isPresent()) {
        damaged = later(damaged, entry);
        return;
      }
      sound.merge(entry.sha256(), entry, Slot::later);
      if (sound.size() > KEPT_MAX) {
        sound.values().stream()
            .min(Comparator.comparingLong(SnapshotEntry::offset))
            .ifPresent(first -> sound.remove(first.sha256()));
      }
    }

    private static SnapshotEntry later(SnapshotEntry before, SnapshotEntry entry) {
      return before == null || LATER.compare(entry, before) > 0 ? entry : before;
    }

    private void free(long offset) {
      freedAt = Math.max(freedAt, offset);
      sound.values().removeIf(entry -> entry.offset() < freedAt);
      damaged = damaged == null || damaged.offset() < freedAt ? null : damaged;
    }

    /** The one of the model's line, or one that is older than all of that. */
    private Optional<SnapshotEntry> held(Lines lines) {
      return sound.values().stream()
          .filter(entry -> lines.refusal(entry).isEmpty())
          .max(Comparator.comparing(lines::has).thenComparing(LATER));
    }

    private Stream<SnapshotEntry> refused(Lines lines) {
      return sound.values().stream()
          .flatMap(entry -> lines.refusal(entry).map(entry::refused).stream());
    }

    /** The newest of what is refused, where it is newer than what is held. */
    private Optional<SnapshotEntry> beside(Lines lines) {
      Optional<SnapshotEntry> held = held(lines);
      return Stream.concat(Stream.ofNullable(damaged), refused(lines))
          .max(LATER)
          .filter(entry -> held.isEmpty() || entry.sequence() > held.get().sequence());
    }
  }

  /**
   * Takes note of a record.
   *
   * @param key that of a slot
   */
  public void put(byte[] key, SnapshotEntry entry) {
    slot(key).put(entry);
    lines = null;
  }

  /**
   * A tombstone.
   *
   * @param offset where it stands in the topic
   */
  public void free(byte[] key, long offset) {
    slot(key).free(offset);
    lines = null;
  }

  private Slot slot(byte[] key) {
    return slots.computeIfAbsent(slotOf(new String(key, UTF_8)), slot -> new Slot());
  }

  /** Of a model's keys only the number matters. */
  private static String slotOf(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private Lines lines() {
    if (lines == null) {
      lines =
          new Lines(
              slots.values().stream().map(slot -> List.copyOf(slot.sound.values())).toList(),
              this::isLost);
    }
    return lines;
  }

  /**
   * A record that is no sound snapshot. Compaction leaves only the last of a slot, whatever it is:
   * so what the slot held before may be gone.
   *
   * @param key that of a slot
   */
  public void spoil(byte[] key) {
    Slot unused = slot(key);
    lines = null;
  }

  /**
   * Whether a sequence that no slot holds may have been written: its slot holds none that is older,
   * and was written before, since the ring has come round or by any record's account.
   */
  private boolean isLost(long sequence) {
    Slot slot = slots.get(Long.toString(sequence % SnapshotRing.SLOTS));
    return slot == null
        ? sequence >= SnapshotRing.SLOTS
        : slot.sound.values().stream().allMatch(entry -> entry.sequence() > sequence);
  }

  /** Forgets an entry whose record is gone. */
  public void remove(SnapshotEntry entry) {
    for (Slot slot : slots.values()) {
      slot.sound.remove(entry.sha256(), entry);
    }
    lines = null;
  }

  /** Forgets everything. */
  public void clear() {
    slots.clear();
    lines = null;
  }

  /** Those that a scorer may serve, in no order. */
  public List<SnapshotEntry> sound() {
    Lines known = lines();
    return slots.values().stream().flatMap(slot -> slot.held(known).stream()).toList();
  }

  /** The sound one of the highest sequence: what a scorer serves that follows the newest. */
  public Optional<SnapshotEntry> newest() {
    return sound().stream().max(LATER);
  }

  /** Those that are sound and do not belong to the model, with the reason as their damage. */
  public List<SnapshotEntry> refused() {
    Lines known = lines();
    return slots.values().stream().flatMap(slot -> slot.refused(known)).toList();
  }

  /**
   * Why a copy under a key of its own does not belong to the model, in half a sentence. Copies are
   * made of what is in the ring: one that is newer than the ring, or another than the ring has of
   * this sequence, is no copy. What the ring has passed can't be told.
   */
  public Optional<String> refusal(SnapshotEntry copy) {
    Optional<SnapshotEntry> newest = newest();
    if (newest.isEmpty() || sound().stream().anyMatch(copy::isSameAs)) {
      return Optional.empty();
    }
    if (!copy.network().equals(newest.get().network())) {
      return Optional.of(
          "it does not belong to the model: its network is %s, and the model's is %s"
              .formatted(copy.network(), newest.get().network()));
    }
    long ahead = copy.sequence() - newest.get().sequence();
    boolean leaps = ahead >= SnapshotRing.SLOTS || (ahead > 0 && !isLost(copy.sequence()));
    if (leaps || sound().stream().anyMatch(held -> held.sequence() == copy.sequence())) {
      return Optional.of(
          "it does not belong to the model: it is no copy of a snapshot of the ring, whose newest"
              + " has sequence %d".formatted(newest.get().sequence()));
    }
    return Optional.empty();
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

  /** Sound, damaged and refused ones, in no order. */
  public List<SnapshotEntry> all() {
    Lines known = lines();
    return slots.values().stream()
        .flatMap(slot -> Stream.of(slot.held(known), slot.beside(known)))
        .flatMap(Optional::stream)
        .toList();
  }
}
