package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTopicTest {

  @ParameterizedTest
  @EnumSource
  void everyRecordAndFieldOfASchema_isDocumented(PipelineTopic topic) {
    List<String> undocumented = new ArrayList<>();
    topic.schema().ifPresent(schema -> collectUndocumented(schema, undocumented));
    assertThat(undocumented).isEmpty();
  }

  private static void collectUndocumented(Schema schema, List<String> undocumented) {
    switch (schema.getType()) {
      case RECORD -> {
        if (schema.getDoc() == null || schema.getDoc().isBlank()) {
          undocumented.add(schema.getFullName());
        }
        for (Schema.Field field : schema.getFields()) {
          if (field.doc() == null || field.doc().isBlank()) {
            undocumented.add(schema.getFullName() + "." + field.name());
          }
          collectUndocumented(field.schema(), undocumented);
        }
      }
      case ENUM -> {
        if (schema.getDoc() == null || schema.getEnumDefault() == null) {
          undocumented.add(schema.getFullName() + " (doc or default)");
        }
      }
      case ARRAY -> collectUndocumented(schema.getElementType(), undocumented);
      default -> {}
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTimeOfASchema_isATimestampInMilliseconds(PipelineTopic topic) {
    topic
        .schema()
        .ifPresent(
            schema ->
                schema.getFields().stream()
                    .filter(field -> field.name().endsWith("At") || field.name().equals("at"))
                    .forEach(
                        field ->
                            assertThat(field.schema().getLogicalType())
                                .as(field.name())
                                .isEqualTo(LogicalTypes.timestampMillis())));
  }

  @ParameterizedTest
  @EnumSource(names = {"SAMPLES", "JOURNAL", "MERGES"})
  void whatAFoldIsDoneAgainFrom_losesNothingByAgeSizeOrKey(PipelineTopic topic) {
    assertThat(effective(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "delete")).isEqualTo("delete");
    assertThat(effective(topic, TopicConfig.RETENTION_MS_CONFIG, "604800000")).isEqualTo("-1");
    assertThat(effective(topic, TopicConfig.RETENTION_BYTES_CONFIG, "-1")).isEqualTo("-1");
  }

  /** Each of these is a default of the broker, which an administrator may have changed. */
  @ParameterizedTest
  @EnumSource
  void whatABrokersDefaultCouldTakeAwayOrRefuse_isSet(PipelineTopic topic) {
    List<String> set = new ArrayList<>(topic.settings().keySet());
    assertThat(set)
        .contains(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
            TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG);
    if (topic.settings().get(TopicConfig.CLEANUP_POLICY_CONFIG).equals("delete")) {
      assertThat(set).contains(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);
    } else {
      assertThat(set).contains(TopicConfig.DELETE_RETENTION_MS_CONFIG);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SAMPLES", "JOURNAL", "MERGES"})
  void whatAFoldIsDoneAgainFrom_canBeSetToNothingElse(PipelineTopic topic) {
    assertThat(topic.declaredSettings())
        .filteredOn(setting -> setting.name().startsWith("retention."))
        .hasSize(2)
        .allMatch(setting -> setting.isRequired() && !setting.isMetBy("1000000000000"));
  }

  @Test
  void whatIsJoined_isKeptEquallyLong() {
    assertThat(List.of(PipelineTopic.PREDICTIONS, PipelineTopic.LABELS))
        .extracting(topic -> effective(topic, TopicConfig.RETENTION_MS_CONFIG, "604800000"))
        .containsOnly(
            effective(PipelineTopic.EXAMPLES, TopicConfig.RETENTION_MS_CONFIG, "604800000"));
  }

  /** What a broker takes: the topic's setting, or its own default. */
  private static String effective(PipelineTopic topic, String setting, String kafkaDefault) {
    return topic.settings().getOrDefault(setting, kafkaDefault);
  }

  @Test
  void deadLetters_haveRoomForTheLargestRecordThatCanBeRefused() {
    int kafkaDefaultMax = 1_048_588;
    assertThat(
            Integer.parseInt(
                PipelineTopic.DEAD_LETTERS.settings().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)))
        .isGreaterThan(2 * kafkaDefaultMax);
  }

  @Test
  void name_isThePipelineAndTheSuffix() {
    assertThat(new Pipeline("digits").topic(PipelineTopic.DEAD_LETTERS))
        .isEqualTo("digits.dead-letters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Digits", "a.b", "a_b", "-a", "a-", "a b", "../x", "ä", "a--b"})
  void pipelineName_isRefusedWhenItCouldCollide(String name) {
    assertThatThrownBy(() -> new Pipeline(name))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "use at most 64 lower-case letters of a to z, digits and single dashes");
  }

  @Test
  void pipelineName_hasRoomInEveryTopicsName() {
    Pipeline longest = new Pipeline("n".repeat(64));

    for (PipelineTopic topic : PipelineTopic.values()) {
      Topic.validate(longest.topic(topic));
    }
    assertThatThrownBy(() -> new Pipeline("n".repeat(200)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("\"" + "n".repeat(40) + "...\" is not a pipeline name: ");
  }

  @Test
  void unknownSuffix_isRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> PipelineTopic.ofSuffix("sample"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("samples, examples");
  }
}
