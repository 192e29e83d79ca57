package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of settings as people have them: nobody is connected. */
@Isolated("it reads what all print")
class KafkaClientsTest {

  private static Connection connection(Map<String, String> properties) {
    return new Connection("localhost:1", "http://localhost:1", properties, true);
  }

  private static void openAll(Connection connection) {
    try (Admin admin = connection.openAdmin();
        Consumer<byte[], byte[]> alone =
            KafkaClients.aloneFromEarliest(connection, Duration.ofSeconds(8));
        Consumer<byte[], byte[]> member = member(connection);
        Producer<byte[], byte[]> plain =
            KafkaClients.producer(connection, KafkaClients.writing(connection));
        Producer<byte[], byte[]> transactional = transactional(connection)) {
      assertThat(new AutoCloseable[] {admin, alone, member, plain, transactional})
          .doesNotContainNull();
    }
  }

  private static Consumer<byte[], byte[]> member(Connection connection) {
    Map<String, Object> settings = KafkaClients.reading(connection);
    settings.put("group.id", "ours");
    settings.putIfAbsent("session.timeout.ms", 6_000);
    settings.putIfAbsent("heartbeat.interval.ms", 2_000);
    return KafkaClients.consumer(connection, settings);
  }

  private static Producer<byte[], byte[]> transactional(Connection connection) {
    Map<String, Object> settings = KafkaClients.writing(connection);
    settings.put("transactional.id", "ours");
    settings.put("delivery.timeout.ms", 8_000);
    settings.put("transaction.timeout.ms", 10_000);
    return KafkaClients.producer(connection, settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "700", "60000", "200000", "3600000", "2147483647"})
  void requestTimeoutOfAnySize_isTaken(String timeout) {
    openAll(connection(Map.of("request.timeout.ms", timeout)));
  }

  @ParameterizedTest
  @CsvSource({
    "enable.idempotence, false",
    "acks, 0",
    "retries, 0",
    "max.in.flight.requests.per.connection, 100",
    "transactional.id, theirs",
    "delivery.timeout.ms, 10",
    "linger.ms, 600000",
    "default.api.timeout.ms, 100",
    "group.protocol, consumer",
    "group.id, theirs",
    "group.instance.id, theirs",
    "session.timeout.ms, 1500",
    "heartbeat.interval.ms, 30000",
    "enable.auto.commit, true",
    "isolation.level, read_uncommitted",
    "key.deserializer, org.apache.kafka.common.serialization.StringDeserializer",
    "value.serializer, org.apache.kafka.common.serialization.StringSerializer",
    "client.id, theirs",
    "max.poll.interval.ms, 1000"
  })
  void settingThatAServiceNeedsOtherwise_doesNotEndIt(String name, String value) {
    assertThatCode(() -> openAll(connection(Map.of(name, value)))).doesNotThrowAnyException();
  }

  @Test
  void dependentSettings_moveWithTheRequestTimeout() {
    Connection connection = connection(Map.of("request.timeout.ms", "200000"));
    Map<String, Object> settings = KafkaClients.writing(connection);
    settings.put("delivery.timeout.ms", 8_000);
    settings.put("transaction.timeout.ms", 10_000);

    KafkaClients.producer(connection, settings).close();

    assertThat(settings)
        .containsEntry("request.timeout.ms", "200000")
        .containsEntry("delivery.timeout.ms", 200_005)
        .containsEntry("transaction.timeout.ms", 200_000);
  }

  @Test
  void settingsOfStreams_fitTogetherForEachOfItsClients() {
    Connection connection =
        connection(
            Map.of(
                "request.timeout.ms", "200000",
                "session.timeout.ms", "600000",
                "enable.idempotence", "false",
                "max.in.flight.requests.per.connection", "100",
                "transaction.timeout.ms", "10"));
    Properties streams = new Properties();
    streams.putAll(connection.clientConfig());
    streams.put("commit.interval.ms", 1_000);
    streams.put("main.consumer.heartbeat.interval.ms", 500);

    KafkaClients.settleStreams(connection, streams);

    assertThat(streams)
        .doesNotContainKey("enable.idempotence")
        .containsEntry("producer.acks", "all")
        .containsEntry("producer.delivery.timeout.ms", 200_100)
        .containsEntry("producer.max.in.flight.requests.per.connection", 5)
        .containsEntry("admin.default.api.timeout.ms", 200_000);
    assertThat((int) streams.get("producer.transaction.timeout.ms")).isGreaterThan(1_000);
  }

  @Test
  void settingThatNoClientTakes_isASentenceThatNamesIt() {
    Connection connection = connection(Map.of("request.timeout.ms", "60s"));

    for (Supplier<?> open :
        new Supplier<?>[] {
          connection::openAdmin,
          () -> member(connection),
          () -> KafkaClients.producer(connection, KafkaClients.writing(connection))
        }) {
      assertThatThrownBy(open::get)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("request.timeout.ms")
          .hasMessageContaining("--command-config");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "interceptor.classes, no.such.Interceptor, no such class; give its jar with --class-path",
    "metric.reporters, no.such.Reporter, take metric.reporters out of --command-config",
    "partition.assignment.strategy, java.lang.String, check partition.assignment.strategy in",
    "session.timeout.ms, 0, check session.timeout.ms in --command-config",
    "security.protocol, SASL_PLAINTEXT, give sasl.jaas.config in --command-config"
  })
  void settingThatTheClientRefusesWithoutItsName_isNamed(String name, String value, String told) {
    Connection connection = connection(Map.of(name, value, "client.id", "mine"));

    assertThatThrownBy(() -> openAll(connection))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(told);
  }

  @Test
  void mistakenValueOfAnySetting_isTakenOrASentenceThatNamesIt() {
    tryEach(AdminClientConfig.configNames(), Connection::openAdmin);
    tryEach(ConsumerConfig.configNames(), KafkaClientsTest::member);
    tryEach(ProducerConfig.configNames(), KafkaClientsTest::transactional);
  }

  private static void tryEach(Set<String> names, Function<Connection, AutoCloseable> open) {
    for (String name : names) {
      // The first is an option, and the second is overruled, which is told once.
      if (!Set.of("bootstrap.servers", "allow.auto.create.topics").contains(name)) {
        assertThatCode(() -> open.apply(connection(Map.of(name, "no such"))).close())
            .as(name)
            .satisfiesAnyOf(
                none -> assertThat(none).isNull(),
                refused ->
                    assertThat(refused)
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining(name));
      }
    }
  }

  @Test
  void lineOfJaasThatIsBroken_isASentenceWithoutAnyOfIt() {
    assertThatThrownBy(
            () ->
                connection(
                    Map.of(
                        "sasl.jaas.config",
                        "x.Module required username=bob password=half secret-half;")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("sasl.jaas.config")
        .hasMessageNotContaining("half")
        .hasNoCause();
  }

  @Test
  void overruledSetting_isToldOnce() {
    PrintStream err = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    Connection connection =
        connection(new HashMap<>(Map.of("allow.auto.create.topics", "true", "linger.ms", "7")));
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      openAll(connection);
      openAll(connection);
    } finally {
      System.setErr(err);
    }

    assertThat(logged.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("overruled"))
        .hasSize(1)
        .allMatch(
            line ->
                line.endsWith(
                    "allow.auto.create.topics=true of --command-config is overruled: what is run"
                        + " here needs false"));
  }
}
