package dev.thalweg.http;

import dev.thalweg.http.body.BodyBudget;
import dev.thalweg.http.body.BodyCoding;
import dev.thalweg.http.body.BodyReader;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.http.route.RouteTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
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
final class RequestHandler extends Handler.Abstract.NonBlocking {
  private static final byte[] NO_BODY = {};

  private final Site site;
  private final Optional<AccessToken> token;
  private final HttpLimits limits;
  private final InFlight inFlight;
  private final BodyBudget bodies;
  private final AtomicLong eventBytes = new AtomicLong();

  RequestHandler(Site site, HttpConfig config, InFlight inFlight) {
    this.site = site;
    this.token = config.token();
    this.limits = config.limits();
    this.inFlight = inFlight;
    this.bodies = new BodyBudget(limits.bodyBytesInAllMax());
  }

  /** Bytes that bodies take now. */
  long bodyBytes() {
    return bodies.taken();
  }

  /** Bytes that wait for readers of events. */
  long eventBytes() {
    return eventBytes.get();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    site.headers().forEach(response.getHeaders()::put);
    Exchange exchange =
        new Exchange(
            request,
            response,
            callback,
            site.observer(),
            eventBytes,
            limits.answerTimeout().toMillis());
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
    HttpRequest unread = new JettyRequest(request, Map.of(), NO_BODY, inFlight);
    site.admission().check(unread);
    RouteTable.Match match = route(request);
    Route route = match.route();
    exchange.route(route.template());
    requireToken(route, request);
    if (HttpMethod.OPTIONS.is(request.getMethod())) {
      if (mayHaveBody(request)) {
        exchange.endConnection();
      }
      exchange.complete(Answer.options(route.allowed()), null);
      return;
    }
    route.requireMethod(request.getMethod());
    route.admission().check(unread);
    if (inFlight.isDraining()) {
      exchange.endConnection();
    }
    if (route.open()) {
      run(exchange, match, NO_BODY, answer -> answer);
      return;
    }
    BodyCoding coding = route.hasBody() ? coding(request) : BodyCoding.IDENTITY;
    if (!inFlight.enter()) {
      throw ProblemException.stopping();
    }
    begin(exchange, match, coding);
  }

  private RouteTable.Match route(Request request) {
    String path = request.getHttpURI().getDecodedPath();
    return site.routes()
        .find(path == null ? "" : path)
        .orElseThrow(() -> ProblemException.notFound(site.nothingHere()));
  }

  private void begin(Exchange exchange, RouteTable.Match match, BodyCoding coding) {
    BodyBudget.Share share = bodies.share();
    exchange.afterwards(
        () -> {
          share.giveBack();
          inFlight.leave();
        });
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    exchange.failAfter(limits.requestTimeout().toMillis(), () -> late(body.isDone()));
    int bytesMax = Math.min(limits.bodyBytesMax(), match.route().bodyBytesMax());
    CompletableFuture<byte[]> plain = body;
    if (coding != BodyCoding.IDENTITY) { // elsewhere, since a little may become much
      plain =
          body.thenApplyAsync(
              packed -> coding.unpack(packed, bytesMax, share),
              exchange.request().getComponents().getExecutor());
    }
    var unused =
        plain.whenComplete((bytes, failure) -> bodyRead(exchange, match, share, bytes, failure));
    if (match.route().hasBody()) {
      BodyReader.read(exchange.request(), bytesMax, share, body);
    } else {
      body.complete(NO_BODY);
    }
  }

  private static BodyCoding coding(Request request) {
    return request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)
        ? BodyCoding.of(request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false))
        : BodyCoding.IDENTITY;
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
      throw ProblemException.of(
              HttpStatus.UNAUTHORIZED_401, "Send the token: \"Authorization: Bearer TOKEN\".")
          .header("WWW-Authenticate", "Bearer");
    }
  }

  private void bodyRead(
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

  /** A client that reads slowly holds what it does not read; a stream has a bound of its own. */
  private static Answer charged(Answer answer, BodyBudget.Share share) {
    if (answer instanceof Answer.Whole whole) {
      share.take(whole.body().length);
    }
    return answer;
  }

  private void run(
      Exchange exchange, RouteTable.Match match, byte[] body, UnaryOperator<Answer> then) {
    try {
      HttpRequest request = new JettyRequest(exchange.request(), match.path(), body, inFlight);
      var unused =
          match.route().endpoint().answer(request).thenApply(then).whenComplete(exchange::complete);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private static boolean mayHaveBody(Request request) {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
  }
}
