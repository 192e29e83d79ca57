package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandReference;
import dev.thalweg.cli.Thalweg;
import dev.thalweg.schemas.access.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRunnerTest {
  private static final String SECRET = "hunter2";

  private static boolean isMasked(String name) {
    return !Secrets.shown(name, SECRET).contains(SECRET);
  }

  /** Names of the settings of Kafka's clients that are passwords, or are not. */
  private static Set<String> kafkaSettings(boolean passwords) {
    Set<String> names = new TreeSet<>();
    for (ConfigDef clients :
        List.of(
            AdminClientConfig.configDef(),
            ConsumerConfig.configDef(),
            ProducerConfig.configDef())) {
      clients.configKeys().values().stream()
          .filter(key -> (key.type == ConfigDef.Type.PASSWORD) == passwords)
          .forEach(key -> names.add(key.name));
    }
    return names;
  }

  @Test
  void everyPasswordOfKafkasClients_isMasked() {
    Set<String> passwords = kafkaSettings(true);

    assertThat(passwords).contains("ssl.key.password", "sasl.jaas.config", "ssl.keystore.key");
    assertThat(passwords).allMatch(ServiceRunnerTest::isMasked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic.auth.user.info",
        "schema.registry.basic.auth.user.info",
        "schema.registry.sasl.jaas.config",
        "schema.registry.bearer.auth.token",
        "schema.registry.bearer.auth.client.secret",
        "schema.registry.ssl.keystore.password",
        "schema.registry.schema.registry.basic.auth.user.info"
      })
  void secretOfTheRegistrysClient_isMasked(String name) {
    assertThat(isMasked(name)).isTrue();
  }

  @Test
  void otherSettingsOfKafkasClients_areShown() {
    Set<String> masked = new TreeSet<>(kafkaSettings(false));
    masked.removeIf(name -> !isMasked(name));

    assertThat(masked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema.registry.basic.auth.credentials.source",
        "schema.registry.bearer.auth.issuer.endpoint.url",
        "schema.registry.bearer.auth.client.id"
      })
  void otherSettingOfTheRegistrysClient_isShown(String name) {
    assertThat(isMasked(name)).isFalse();
  }

  @Test
  void userInfo_isTakenOutOfEveryAddress() {
    assertThat(Secrets.withoutUserInfo("https://registry:8081/a@b"))
        .isEqualTo("https://registry:8081/a@b");
    assertThat(Secrets.withoutUserInfo("https://me:hunter@2@one/x,http://you:pw@two"))
        .isEqualTo("https://***@one/x,http://***@two");
  }

  @Test
  void ourOptions_areShown() {
    List<String> masked =
        CommandReference.commands(Thalweg.commandLine(Map.of()).getCommandSpec()).stream()
            .flatMap(command -> command.options().stream())
            .map(option -> option.longestName().substring(2))
            .filter(ServiceRunnerTest::isMasked)
            .toList();

    assertThat(masked).isEmpty();
  }
}
