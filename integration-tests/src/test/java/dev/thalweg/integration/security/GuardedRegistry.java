package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands in front of a stack's registry and lets through only who brings this login. */
final class GuardedRegistry implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final String registry;
  private final String authorization;
  private final boolean tls;

  /** Of requests that were let through; a service is told by its pipeline's subjects or ids. */
  private final Set<String> served = ConcurrentHashMap.newKeySet();

  /**
   * Starts it on loopback.
   *
   * @param registry the URL of the one behind it
   * @param authorization the header that it demands
   * @param store a PKCS12 key store for TLS; plain HTTP where there is none
   */
  GuardedRegistry(String registry, String authorization, Optional<Path> store, String storePassword)
      throws Exception {
    this.registry = registry;
    this.authorization = authorization;
    this.tls = store.isPresent();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls) {
      HttpsServer secure = HttpsServer.create(any, 0);
      secure.setHttpsConfigurator(new HttpsConfigurator(context(store.get(), storePassword)));
      server = secure;
    } else {
      server = HttpServer.create(any, 0);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static SSLContext context(Path store, String password) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String login = exchange.getRequestHeaders().getFirst("Authorization");
      if (!authorization.equals(login)) {
        answer(exchange, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes(UTF_8));
        return;
      }
      URI asked = exchange.getRequestURI();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create(
                  registry
                      + asked.getRawPath()
                      + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery())));
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        request.header("Content-Type", type);
      }
      request.method(
          exchange.getRequestMethod(),
          body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      served.add(exchange.getRequestMethod() + " " + asked.getPath());
      answer(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Its URL, with this in front of the host. */
  String url(String userInfo) {
    return "%s://%slocalhost:%d"
        .formatted(tls ? "https" : "http", userInfo, server.getAddress().getPort());
  }

  /** Method and path of all that was let through. */
  Set<String> served() {
    return served;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
