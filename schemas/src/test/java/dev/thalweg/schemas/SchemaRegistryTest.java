package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.RegistryAddress;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {

  @Test
  void registryThatDoesNotAnswer_isNamedWithTheFlagToGive() {
    // Given: nothing listens on the discard port of loopback
    try (SchemaRegistry registry = at("http://127.0.0.1:9", Map.of(), true)) {
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

  @Test
  void registrationThatCollidesWithAnothers_isSentAgain() throws Exception {
    // Given: what a registry answers while another process registers the same schema
    AtomicInteger posts = new AtomicInteger();
    try (AnsweringRegistry server =
            new AnsweringRegistry(
                exchange ->
                    exchange.getRequestMethod().equals("POST") && posts.incrementAndGet() == 1
                        ? new Answer(409, "{\"error_code\":409,\"message\":\"Conflict\"}")
                        : new Answer(200, "{\"id\":7,\"compatibility\":\"BACKWARD_TRANSITIVE\"}"));
        SchemaRegistry registry = at(server.url(), Map.of(), true)) {
      // When // Then
      assertThat(registry.register("digits.samples", Sample.getClassSchema())).isEqualTo(7);
      assertThat(posts).hasValue(2);
    }
  }

  @Test
  void schemaThatDoesNotFit_isRefusedAfterAFewConflicts() throws Exception {
    // Given
    try (AnsweringRegistry server =
            new AnsweringRegistry(
                exchange -> new Answer(409, "{\"error_code\":409,\"message\":\"Incompatible\"}"));
        SchemaRegistry registry = at(server.url(), Map.of(), true)) {
      // When // Then
      assertThatThrownBy(() -> registry.register("digits.samples", Sample.getClassSchema()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is not BACKWARD_TRANSITIVE with what is registered");
    }
  }

  private static SchemaRegistry at(
      String url, Map<String, String> properties, boolean autoRegister) {
    return SchemaRegistry.at(RegistryAddress.of(url), properties, autoRegister, Patience.none());
  }

  private record Answer(int status, String body) {}

  /** A registry that gives these answers. */
  private static final class AnsweringRegistry implements AutoCloseable {
    private final HttpServer server;

    AnsweringRegistry(Function<HttpExchange, Answer> answers) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            Answer answer = answers.apply(exchange);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
