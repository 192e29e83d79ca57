package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The links of the chain that the topic still holds, of each sequence one. */
final class Chain {
  private final Map<Long, ChainLink> inRing = new TreeMap<>();
  private final Map<Long, ChainLink> copies = new TreeMap<>();

  void add(StoredSnapshot stored) {
    put(inRing, stored);
  }

  /** One under another key counts only where the ring's own record is gone. */
  void addCopy(StoredSnapshot stored) {
    put(copies, stored);
  }

  /** The first of a sequence; later ones are repeats, unless the first is damaged. */
  private static void put(Map<Long, ChainLink> links, StoredSnapshot stored) {
    Snapshot snapshot = stored.snapshot();
    ChainLink link = ChainLink.of(snapshot, stored.entry().damage());
    links.merge(
        snapshot.getSequence(),
        link,
        (first, next) -> first.damage().isPresent() && next.damage().isEmpty() ? next : first);
  }

  /**
   * By ascending sequence.
   *
   * @param refused those that are sound and do not belong to the model
   */
  List<ChainLink> links(Collection<SnapshotEntry> refused) {
    Map<Long, ChainLink> all = new TreeMap<>(copies);
    all.putAll(inRing);
    for (SnapshotEntry entry : refused) {
      all.computeIfPresent(
          entry.sequence(),
          (sequence, link) ->
              link.sha256().equals(entry.sha256()) ? link.damaged(entry.damage()) : link);
    }
    return new ArrayList<>(all.values());
  }
}
