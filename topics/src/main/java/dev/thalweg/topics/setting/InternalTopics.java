package dev.thalweg.topics.setting;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The settings of the topics that Kafka Streams makes for itself, under its prefix, so that a user
 * may set another value where a cluster refuses one of ours, or none.
 */
public final class InternalTopics {
  /** In front of a topic's setting, in the properties of Kafka Streams and in a user's file. */
  public static final String PREFIX = "topic.";

  /** By these a broker's default could take records away, or refuse them. */
  private static final Map<String, String> EVERYWHERE =
      Map.of(
          TopicConfig.RETENTION_BYTES_CONFIG,
          "-1",
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          Long.toString(Long.MAX_VALUE));

  private InternalTopics() {}

  /**
   * Small segments and a short lag: a restore reads little of what was overwritten long ago.
   *
   * @param segmentBytes with room for several of the largest records
   */
  public static Map<String, String> quicklyCompacted(int segmentBytes) {
    return Map.of(
        TopicConfig.SEGMENT_BYTES_CONFIG,
        Integer.toString(segmentBytes),
        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
        "0",
        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
        "30000",
        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
        "0.1");
  }

  /**
   * Adds what a broker's default must not decide, and these choices, where the user has not set
   * them; takes out what the user has set to nothing, so that the cluster decides.
   */
  public static void settle(Properties streams, Map<String, String> choices) {
    Map<String, String> ours = new TreeMap<>(EVERYWHERE);
    ours.putAll(choices);
    ours.forEach((name, value) -> streams.putIfAbsent(PREFIX + name, value));
    streams
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().toString().startsWith(PREFIX)
                    && entry.getValue().toString().isBlank());
  }
}
