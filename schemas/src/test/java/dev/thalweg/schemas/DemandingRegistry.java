package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A registry that answers whoever brings what it demands; everybody else gets its refusal. */
final class DemandingRegistry implements AutoCloseable {
  /** What a request is answered with. */
  record Answer(int status, String type, String body) {
    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body);
    }
  }

  private final HttpServer server;
  private final String scheme;
  private final List<String> logins = new CopyOnWriteArrayList<>();

  private DemandingRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  static DemandingRegistry of(Optional<String> authorization, Optional<SSLContext> tls)
      throws IOException {
    return answering(
        tls,
        exchange -> {
          String login = exchange.getRequestHeaders().getFirst("Authorization");
          return authorization.isPresent() && !authorization.get().equals(login)
              ? Answer.json(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}")
              : Answer.json(200, "[]");
        });
  }

  interface Answers {
    Answer to(HttpExchange exchange);
  }

  static DemandingRegistry answering(Optional<SSLContext> tls, Answers answers) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server;
    if (tls.isPresent()) {
      HttpsServer secure = HttpsServer.create(any, 0);
      secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
      server = secure;
    } else {
      server = HttpServer.create(any, 0);
    }
    DemandingRegistry made = new DemandingRegistry(server, tls.isPresent() ? "https" : "http");
    server.createContext(
        "/",
        exchange -> {
          made.logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          Answer answer = answers.to(exchange);
          byte[] body = answer.body().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", answer.type());
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return made;
  }

  static DemandingRegistry basic(String userInfo) throws IOException {
    return of(Optional.of(basicHeader(userInfo)), Optional.empty());
  }

  static String basicHeader(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
  }

  static DemandingRegistry bearer(String token) throws IOException {
    return of(Optional.of("Bearer " + token), Optional.empty());
  }

  /** The logins of all requests so far; "null" where there was none. */
  List<String> logins() {
    return logins;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "%s://localhost:%d".formatted(scheme, port());
  }

  String urlWithLogin(String userInfo) {
    return "%s://%s@localhost:%d".formatted(scheme, userInfo, port());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
