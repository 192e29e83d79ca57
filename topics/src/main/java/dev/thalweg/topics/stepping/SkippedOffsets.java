package dev.thalweg.topics.stepping;

import dev.thalweg.schemas.Connection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Which offsets everybody steps over, as {@code thalweg topics skip} has recorded it. */
@FunctionalInterface
public interface SkippedOffsets {
  SkippedOffsets NONE = partition -> List.of();

  /** Those of a partition, in ascending order. */
  List<OffsetRange> of(TopicPartition partition);

  /** Reads the journal of the partition's pipeline anew, whenever it is asked. */
  static SkippedOffsets recorded(Connection connection) {
    return new SkipJournal(connection);
  }
}
