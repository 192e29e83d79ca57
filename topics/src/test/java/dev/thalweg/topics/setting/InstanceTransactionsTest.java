package dev.thalweg.topics.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class InstanceTransactionsTest {
  private static InstanceTransactions of(String instance) {
    return InstanceTransactions.of(
        Map.of("application.id", "digits-monitor", "main.consumer.group.instance.id", instance));
  }

  private static Object transactionalId(String instance, String given) {
    return of(instance)
        .named(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, given))
        .get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
  }

  @Test
  void transactionalId_staysTheSameWhenTheProcessIsAnother() {
    // Given: what Streams makes of two starts
    String first = "digits-monitor-5e2bbd3e-90b5-4b36-8b0c-3f4d2a3b8c11-1";
    String second = "digits-monitor-0c7fba52-3e8c-4c8d-9a55-1f0f6f1f9d02-1";

    // When, then
    assertThat(transactionalId("monitor-a", first))
        .isEqualTo("digits-monitor-monitor-a-1")
        .isEqualTo(transactionalId("monitor-a", second));
  }

  @Test
  void transactionalId_tellsInstancesAndThreadsApart() {
    String streams = "digits-monitor-5e2bbd3e-90b5-4b36-8b0c-3f4d2a3b8c11-";
    assertThat(transactionalId("monitor-a", streams + 1))
        .isNotEqualTo(transactionalId("monitor-b", streams + 1))
        .isNotEqualTo(transactionalId("monitor-a", streams + 2));
  }

  @Test
  void otherSettings_stayAsStreamsGivesThem() {
    Map<String, Object> given =
        Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "a-1", "acks", "all");
    assertThat(of("monitor-a").named(given)).containsEntry("acks", "all").hasSize(2);
  }
}
