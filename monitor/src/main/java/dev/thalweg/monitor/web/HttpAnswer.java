package dev.thalweg.monitor.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.monitor.web.drawing.PageProblem;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is sent back, and the headers that every answer has. */
final class HttpAnswer {
  /** Nothing but what the page's own server sends, and no frame around it. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpAnswer() {}

  static void secure(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  static void file(Response response, Callback callback, StaticFile file) {
    send(response, callback, 200, file.contentType(), file.body());
  }

  static void text(Response response, Callback callback, String contentType, String body) {
    send(response, callback, 200, contentType, body.getBytes(UTF_8));
  }

  static void json(Response response, Callback callback, int status, Map<String, ?> members) {
    try {
      send(response, callback, status, "application/json", JSON.writeValueAsBytes(members));
    } catch (JsonProcessingException e) {
      callback.failed(e);
    }
  }

  /** The connection ends with it, as of the request's body there may be more to come. */
  static void problem(Response response, Callback callback, PageProblem problem) {
    if (response.isCommitted()) {
      callback.failed(problem);
      return;
    }
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    json(response, callback, problem.status(), Map.of("detail", problem.getMessage()));
  }

  private static void send(
      Response response, Callback callback, int status, String contentType, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
