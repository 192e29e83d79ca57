package dev.thalweg.schemas.setting;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One setting of a topic, and how far a cluster's may be from it. It is given at the topic's
 * creation, since a broker's default may be anything.
 *
 * @param name Kafka's
 * @param value that a new topic gets
 */
public record TopicSetting(String name, String value, Need need) {
  /** How far a topic's setting may be from ours. */
  public enum Need {
    /** It can have no other value. */
    EXACTLY,
    /** A number that may be larger; -1 is the largest, as there is no limit then. */
    AT_LEAST,
    /** Only good: a cluster that refuses it, or a user who knows better, may have another. */
    CHOICE
  }

  /**
   * What Kafka itself has where nobody says otherwise. A cluster that lets nobody set these most
   * likely has them so.
   */
  private static final Map<String, String> KAFKAS =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
          TopicConfig.RETENTION_BYTES_CONFIG, "-1",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, "86400000",
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "0",
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime",
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE),
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, "3600000",
          TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");

  public static TopicSetting exactly(String name, String value) {
    return new TopicSetting(name, value, Need.EXACTLY);
  }

  public static TopicSetting atLeast(String name, long value) {
    return new TopicSetting(name, Long.toString(value), Need.AT_LEAST);
  }

  public static TopicSetting choice(String name, String value) {
    return new TopicSetting(name, value, Need.CHOICE);
  }

  /** Whether correctness needs it. */
  public boolean isRequired() {
    return need != Need.CHOICE;
  }

  /** Whether Kafka has the same where nobody says otherwise. */
  public boolean isKafkasDefault() {
    return value.equals(KAFKAS.get(name));
  }

  /**
   * Whether a topic that has this is as well off; true for a choice only if it is the same.
   *
   * @param has null where a cluster does not tell
   */
  public boolean isMetBy(String has) {
    if (has == null) {
      return isKafkasDefault();
    }
    return value.equals(has) || (need == Need.AT_LEAST && rank(has) >= rank(value));
  }

  private static long rank(String number) {
    try {
      long parsed = Long.parseLong(number.strip());
      return parsed == -1 ? Long.MAX_VALUE : parsed;
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }

  /** What is needed: "7", or "7 or more". */
  public String needed() {
    return need == Need.AT_LEAST && rank(value) < Long.MAX_VALUE ? value + " or more" : value;
  }
}
