package dev.thalweg.scorer.http;

import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes a request to its route: without a token it gets no further than the route's name, and a
 * body that is not wanted is not read.
 *
 * <p>What comes whole with its headers is taken on the thread that selects, which spares small
 * requests a change of threads; larger bodies are read, and parsed, on others.
 */
final class ServiceHandler extends Handler.Abstract.NonBlocking {
  private final RouteTable routes;
  private final Optional<AccessToken> token;
  private final HttpLimits limits;
  private final InFlight inFlight;
  private final BodyBudget bodies;
  private final ScorerMetrics metrics;

  ServiceHandler(
      RouteTable routes,
      Optional<AccessToken> token,
      HttpLimits limits,
      InFlight inFlight,
      ScorerMetrics metrics) {
    this.routes = routes;
    this.token = token;
    this.limits = limits;
    this.inFlight = inFlight;
    this.bodies = new BodyBudget(limits.bodyBytesInAllMax());
    this.metrics = metrics;
  }

  /** Bytes that bodies take now. */
  long bodyBytes() {
    return bodies.taken();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, metrics);
    try {
      admit(exchange);
    } catch (ProblemException e) {
      if (mayHaveBody(request)) {
        exchange.endConnection();
      }
      exchange.fail(e);
    } catch (RuntimeException e) {
      exchange.endConnection();
      exchange.fail(e);
    }
    return true;
  }

  private void admit(Exchange exchange) {
    Request request = exchange.request();
    String path = request.getHttpURI().getDecodedPath();
    RouteTable.Match match = routes.find(path == null ? "" : path);
    Route route = match.route();
    exchange.route(route.template());
    requireToken(route, request);
    RouteTable.requireMethod(route, request.getMethod());
    if (inFlight.isDraining()) {
      exchange.endConnection();
    }
    if (route.open()) {
      run(exchange, match, new byte[0], answer -> answer);
      return;
    }
    if (!inFlight.enter()) {
      throw ProblemException.unavailable("The service is being stopped.");
    }
    BodyBudget.Share share = bodies.share();
    exchange.afterwards(
        () -> {
          share.giveBack();
          inFlight.leave();
        });
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    exchange.failAfter(limits.requestTimeout().toMillis(), () -> late(body.isDone()));
    var unused =
        body.whenComplete((bytes, failure) -> bodyRead(exchange, match, share, bytes, failure));
    if (route.hasBody()) {
      BodyReader.read(request, limits.bodyBytesMax(), share, body);
    } else {
      body.complete(new byte[0]);
    }
  }

  private ProblemException late(boolean bodyIsThere) {
    return bodyIsThere
        ? ProblemException.unavailable(
            "There was no answer within %d ms.".formatted(limits.requestTimeout().toMillis()))
        : BodyReader.late();
  }

  private void requireToken(Route route, Request request) {
    if (token.isPresent()
        && !route.open()
        && !token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      throw new ProblemException(
              HttpStatus.UNAUTHORIZED_401, "Send the token: \"Authorization: Bearer TOKEN\".")
          .header("WWW-Authenticate", "Bearer");
    }
  }

  private static void bodyRead(
      Exchange exchange,
      RouteTable.Match match,
      BodyBudget.Share share,
      byte[] bytes,
      Throwable failure) {
    if (failure != null) {
      exchange.endConnection(); // of its body there may be more to come
      exchange.fail(failure);
    } else if (!exchange.isAnswered()) {
      run(exchange, match, bytes, answer -> charged(answer, share));
    }
  }

  /** A client that reads slowly holds what it does not read. */
  private static Answer charged(Answer answer, BodyBudget.Share share) {
    share.take(answer.body().length);
    return answer;
  }

  private static void run(
      Exchange exchange, RouteTable.Match match, byte[] body, UnaryOperator<Answer> then) {
    try {
      Call call = new Call(exchange.request(), match.path(), body);
      var unused =
          match.route().endpoint().answer(call).thenApply(then).whenComplete(exchange::complete);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private static boolean mayHaveBody(Request request) {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
  }
}
