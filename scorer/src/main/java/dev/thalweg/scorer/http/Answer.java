package dev.thalweg.scorer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What is sent back, whole.
 *
 * @param headers besides the type and length of the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  /** Writes the members of a JSON object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  static Answer json(Members members) {
    return new Answer(HttpStatus.OK_200, JSON, Json.object(members), Map.of());
  }

  static Answer text(String contentType, String body) {
    return new Answer(HttpStatus.OK_200, contentType, body.getBytes(UTF_8), Map.of());
  }

  /**
   * RFC 9457. The member {@code error} says the same to clients of the Open Inference Protocol,
   * which look for it.
   */
  static Answer problem(int status, String detail, Map<String, String> headers) {
    byte[] body =
        Json.object(
            json -> {
              json.writeStringField("type", "about:blank");
              json.writeStringField("title", HttpStatus.getMessage(status));
              json.writeNumberField("status", status);
              json.writeStringField("detail", detail);
              json.writeStringField("error", detail);
            });
    return new Answer(status, PROBLEM, body, headers);
  }
}
