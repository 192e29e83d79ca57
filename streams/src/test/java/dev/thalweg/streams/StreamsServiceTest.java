package dev.thalweg.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsServiceTest {
  @TempDir Path stateDir;

  @ParameterizedTest
  @CsvSource({
    "state.cleanup.delay.ms, 0",
    "application.server, nowhere",
    "topology.optimization, best",
    "max.task.idle.ms, soon"
  })
  void settingThatKafkaStreamsRefuses_isASentenceThatNamesIt(String name, String value) {
    Connection connection =
        new Connection("localhost:1", "http://localhost:1", Map.of(name, value), true);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("in").to("out");
    Topology topology = builder.build();

    try (StreamsService service = new StreamsService(connection, "service")) {
      assertThatThrownBy(
              () ->
                  service.start(
                      topology,
                      new StreamsSettings(connection, "app", "one", stateDir, Duration.ofSeconds(9))
                          .properties(),
                      new ExactlyOnceClients(SkippedOffsets.recorded(connection))))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("--command-config");
    }
  }

  @ParameterizedTest
  @CsvSource({"transaction.timeout.ms", "producer.transaction.timeout.ms"})
  void transactionTimeoutOfAUser_winsOverOurs(String name) {
    Connection connection =
        new Connection("localhost:1", "http://localhost:1", Map.of(name, "77000"), true);
    Map<String, Object> producer =
        new StreamsConfig(
                new StreamsSettings(connection, "app", "one", stateDir, Duration.ofSeconds(9))
                    .properties())
            .getProducerConfigs("client");
    assertThat(producer)
        .hasEntrySatisfying(
            "transaction.timeout.ms", value -> assertThat(value).hasToString("77000"));
  }
}
