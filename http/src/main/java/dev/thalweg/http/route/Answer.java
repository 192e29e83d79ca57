package dev.thalweg.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;

/** What is sent back. */
public sealed interface Answer {
  String JSON = "application/json";
  String BYTES = "application/octet-stream";
  String TEXT = "text/plain";
  String PROBLEM = "application/problem+json";

  /**
   * An answer that is known in full.
   *
   * @param headers besides the type and length of the body
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Whole(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Answer {}

  /**
   * A stream of server-sent events, open until one side ends it. It counts neither against the
   * request timeout nor as a request in hand when the server stops.
   *
   * @param opened is given the stream when its headers may go out
   * @param gone is told when it has ended, by whichever side
   */
  record Events(Consumer<EventStream> opened, Consumer<EventStream> gone) implements Answer {}

  /** Writes the members of a JSON object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  static Answer json(Members members) {
    return ok(JSON, Json.object(members));
  }

  static Answer text(String contentType, String body) {
    return ok(contentType, body.getBytes(UTF_8));
  }

  static Answer ok(String contentType, byte[] body) {
    return new Whole(HttpStatus.OK_200, contentType, body, Map.of());
  }

  /**
   * What OPTIONS is answered with.
   *
   * @param allowed the methods, as {@code Allow} lists them
   */
  static Whole options(String allowed) {
    return new Whole(HttpStatus.OK_200, TEXT, new byte[0], Map.of("Allow", allowed));
  }

  /**
   * An error as RFC 9457 has it. The member {@code error} says the same to clients of the Open
   * Inference Protocol, which look for it.
   */
  static Whole problem(int status, String detail, Map<String, String> headers) {
    byte[] body =
        Json.object(
            json -> {
              json.writeStringField("type", "about:blank");
              json.writeStringField("title", HttpStatus.getMessage(status));
              json.writeNumberField("status", status);
              json.writeStringField("detail", detail);
              json.writeStringField("error", detail);
            });
    return new Whole(status, PROBLEM, body, headers);
  }
}
