package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.security.basicauth.BasicAuthCredentialProvider;
import io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProvider;
import io.confluent.kafka.schemaregistry.rules.RuleAction;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What the registry's client finds by ServiceLoader is still there under its own names. */
class RegistryProvidersTest {
  @Test
  void loginsOfTheRegistry_haveTheirProviders() {
    assertThat(ServiceLoader.load(BasicAuthCredentialProvider.class))
        .extracting(BasicAuthCredentialProvider::alias)
        .containsExactlyInAnyOrder("SASL_INHERIT", "URL", "USER_INFO");
    assertThat(ServiceLoader.load(BearerAuthCredentialProvider.class))
        .extracting(BearerAuthCredentialProvider::alias)
        .containsExactlyInAnyOrder(
            "STATIC_TOKEN", "OAUTHBEARER", "SASL_OAUTHBEARER_INHERIT", "CUSTOM");
  }

  @Test
  void otherServices_haveTheirProviders() {
    assertThat(ServiceLoader.load(RuleAction.class))
        .extracting(action -> action.getClass().getSimpleName())
        .contains("DlqAction");
    assertThat(ServiceLoader.load(ConfigProvider.class))
        .extracting(provider -> provider.getClass().getSimpleName())
        .contains("SchemaRegistryConfigProvider", "FileConfigProvider", "EnvVarConfigProvider");
  }
}
