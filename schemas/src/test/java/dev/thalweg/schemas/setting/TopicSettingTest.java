package dev.thalweg.schemas.setting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicSettingTest {

  @Test
  void limit_isMetByAHigherOneAndByNone() {
    TopicSetting week = TopicSetting.atLeast("retention.ms", 604_800_000);

    assertThat(week.isMetBy("604800000")).isTrue();
    assertThat(week.isMetBy("604800001")).isTrue();
    assertThat(week.isMetBy("-1")).isTrue();
    assertThat(week.isMetBy("604799999")).isFalse();
    assertThat(week.isMetBy("a week")).isFalse();
    assertThat(week.isMetBy(null)).isFalse();
    assertThat(week.needed()).isEqualTo("604800000 or more");
  }

  @Test
  void exactSetting_isMetByItselfAlone() {
    TopicSetting unlimited = TopicSetting.exactly("retention.bytes", "-1");

    assertThat(unlimited.isMetBy("-1")).isTrue();
    assertThat(unlimited.isMetBy("1073741824")).isFalse();
    assertThat(unlimited.needed()).isEqualTo("-1");
  }

  @Test
  void whatAClusterDoesNotTell_isTakenForKafkasOwn() {
    assertThat(TopicSetting.exactly("retention.bytes", "-1").isMetBy(null)).isTrue();
    assertThat(TopicSetting.exactly("cleanup.policy", "compact").isMetBy(null)).isFalse();
  }
}
