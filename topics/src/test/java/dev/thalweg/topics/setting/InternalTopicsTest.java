package dev.thalweg.topics.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class InternalTopicsTest {

  @Test
  void users_winAndNothingLeavesItToTheCluster() {
    Properties streams = new Properties();
    streams.put("topic.segment.bytes", "104857600");
    streams.put("topic.min.cleanable.dirty.ratio", " ");
    streams.put("topic.min.insync.replicas", "2");

    InternalTopics.settle(streams, InternalTopics.quicklyCompacted(32 << 20));

    assertThat(streams)
        .containsEntry("topic.segment.bytes", "104857600")
        .containsEntry("topic.min.insync.replicas", "2")
        .containsEntry("topic.max.compaction.lag.ms", "30000")
        .doesNotContainKey("topic.min.cleanable.dirty.ratio");
  }

  @Test
  void noBrokersDefault_takesTheirRecordsAwayOrRefusesThem() {
    Properties streams = new Properties();

    InternalTopics.settle(streams, InternalTopics.quicklyCompacted(32 << 20));

    assertThat(streams)
        .containsEntry("topic.retention.bytes", "-1")
        .containsEntry("topic.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE))
        .containsEntry("topic.min.compaction.lag.ms", "0");
  }
}
