package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.avro.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {

  @Test
  void registryThatDoesNotAnswer_isNamedWithTheFlagToGive() {
    // Given: nothing listens on the discard port of loopback
    try (SchemaRegistry registry = SchemaRegistry.at("http://127.0.0.1:9", Map.of(), true)) {
      // When, then
      assertThatThrownBy(registry::check)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("http://127.0.0.1:9")
          .hasMessageContaining("--schema-registry");
    }
  }

  @Test
  void unknownId_isEmpty() {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      assertThat(registry.byId(99)).isEmpty();
    }
  }

  @Test
  void schema_keepsItsIdWhenWrittenAgain() {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      int id = registry.idFor("digits.samples", Sample.getClassSchema());
      assertThat(registry.idFor("digits.samples", Sample.getClassSchema())).isEqualTo(id);
      assertThat(registry.byId(id)).contains(Sample.getClassSchema());
    }
  }
}
