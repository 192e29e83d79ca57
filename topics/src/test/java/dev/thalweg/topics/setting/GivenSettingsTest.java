package dev.thalweg.topics.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenSettingsTest {

  @Test
  void oneTopicsSetting_winsOverThatOfAll() {
    GivenSettings given =
        GivenSettings.parse(
            List.of("snapshots:segment.bytes=2", " segment.bytes = 1 ", "labels:retention.ms=-1"));

    assertThat(given.of(PipelineTopic.SNAPSHOTS)).isEqualTo(Map.of("segment.bytes", "2"));
    assertThat(given.of(PipelineTopic.LABELS))
        .isEqualTo(Map.of("segment.bytes", "1", "retention.ms", "-1"));
    assertThat(given.of(PipelineTopic.DEAD_LETTERS)).isEqualTo(Map.of("segment.bytes", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retention.bytes=1000000",
        "samples:retention.ms=604800000",
        "labels:retention.ms=86400000",
        "snapshots:max.message.bytes=1048588",
        "cleanup.policy=compact,delete",
        "message.timestamp.before.max.ms=604800000",
        "predictions:message.timestamp.type=LogAppendTime"
      })
  void whatTakesAwayWhatIsNeeded_isRefused(String text) {
    assertThatThrownBy(() -> GivenSettings.parse(List.of(text)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(" is not enough for ");
  }

  @Test
  void refusal_namesTopicAndNeed() {
    assertThatThrownBy(() -> GivenSettings.parse(List.of("labels:retention.ms=1")))
        .hasMessage(
            "retention.ms=1 is not enough for labels, which needs 604800000 or more: leave it out,"
                + " or give it to other topics as TOPIC:NAME=VALUE.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"segment.bytes", "=1", ""})
  void whatIsNoSetting_isRefused(String text) {
    assertThatThrownBy(() -> GivenSettings.parse(List.of(text)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("write NAME=VALUE");
  }

  @Test
  void unknownTopic_isRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> GivenSettings.parse(List.of("snapshot:segment.bytes=1")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("There is no topic \"snapshot\"");
  }
}
