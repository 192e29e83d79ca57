package dev.thalweg.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the repeats that a trainer may write when Kafka Streams revives it: a (partition, step) of
 * training, a sequence of snapshots, a (partition, offset, kind) of journal, an origin of
 * dead-letters that was there already. Remembers the last 65,536; a revival repeats what one
 * transaction held, which is far less.
 */
public final class RepeatFilter {
  public static final int REMEMBERED_MAX = 65_536;

  private final PipelineTopic topic;
  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED_MAX;
            }
          });

  public RepeatFilter(PipelineTopic topic) {
    this.topic = topic;
  }

  public boolean isRepeat(TopicRecord record) {
    return !record.isUnreadable() && !identity(record).map(seen::add).orElse(true);
  }

  /** What a repeat has in common with the first; empty where there are no repeats to know. */
  private Optional<String> identity(TopicRecord record) {
    return switch (topic) {
      case TRAINING -> {
        TrainingProgress progress = (TrainingProgress) record.value();
        yield Optional.of(
            progress.getPartition() + " " + progress.getStep() + " " + progress.getModel());
      }
      // The ring's alone: a copy under another key is an act of its own, also when it comes again,
      // as when a version is pinned for the second time.
      case SNAPSHOTS -> {
        Snapshot snapshot = (Snapshot) record.value();
        yield SnapshotRing.isSlot(snapshot.getModel(), record.raw().key())
            ? Optional.of(snapshot.getSequence() + " " + key(record))
            : Optional.empty();
      }
      case JOURNAL -> {
        JournalEntry entry = (JournalEntry) record.value();
        yield Optional.of(
            entry.getPartition()
                + " "
                + entry.getOffset()
                + " "
                + entry.getKind()
                + " "
                + entry.getTopic());
      }
      case CONTRIBUTIONS -> {
        Contribution contribution = (Contribution) record.value();
        yield Optional.of(
            contribution.getProgress().getPartition()
                + " "
                + contribution.getProgress().getMerge()
                + " "
                + contribution.getPart());
      }
      case MERGES -> Optional.of(Long.toString(((Merge) record.value()).getNumber()));
      case DEAD_LETTERS -> record.raw().key() == null ? Optional.empty() : Optional.of(key(record));
      default -> Optional.empty();
    };
  }

  private static String key(TopicRecord record) {
    byte[] key = record.raw().key();
    return key == null ? "" : new String(key, UTF_8);
  }
}
