package dev.thalweg.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class TrainerClientsTest {

  /** As Kafka Streams makes it from the trainer's settings. */
  private static TrainerClients clients(String instance) {
    TrainerConfig config =
        new TrainerConfig(
            new Connection("localhost:1", "http://localhost:1", Map.of(), true),
            Fixture.config(),
            instance,
            Path.of("unused"),
            Duration.ofSeconds(5));
    KafkaClientSupplier made =
        new StreamsConfig(TrainerStreamsConfig.of(config, "test-trainer")).getKafkaClientSupplier();
    return (TrainerClients) made;
  }

  private static Object transactionalId(TrainerClients clients, String given) {
    return clients
        .producerSettings(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, given, "acks", "all"))
        .get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
  }

  @Test
  void transactionalId_staysTheSameWhenTheProcessIsAnother() {
    // Given: what Streams makes of two starts
    String first = "test-trainer-5e2bbd3e-90b5-4b36-8b0c-3f4d2a3b8c11-1";
    String second = "test-trainer-0c7fba52-3e8c-4c8d-9a55-1f0f6f1f9d02-1";

    // When, then
    assertThat(transactionalId(clients("trainer-1"), first))
        .isEqualTo("test-trainer-trainer-1-1")
        .isEqualTo(transactionalId(clients("trainer-1"), second));
  }
}
