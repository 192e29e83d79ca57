package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
  private static final Properties SETTINGS = BrokerSettings.of(Path.of("/data"), 1234, 1235);

  @Test
  void settings_areAcceptedByTheBrokerAndKnownToIt() {
    // When
    KafkaConfig config = KafkaConfig.fromProps(SETTINGS, false);

    // Then a misspelt name would be kept as an unknown one
    assertThat(SETTINGS.stringPropertyNames()).isSubsetOf(KafkaConfig.configDef().names());
    assertThat(config.getInt("node.id")).isEqualTo(BrokerSettings.NODE_ID);
  }

  @Test
  void everyListener_isOnLoopback() {
    assertThat(SETTINGS.getProperty("listeners").split(","))
        .allMatch(listener -> listener.contains("://" + Ports.HOST + ":"));
    assertThat(SETTINGS.getProperty("advertised.listeners")).endsWith("127.0.0.1:1234");
  }
}
