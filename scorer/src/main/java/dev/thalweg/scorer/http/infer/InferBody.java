package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.scorer.http.scoring.BodyKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The body of an inference request: JSON and, with the protocol's binary extension, the numbers of
 * its input after it.
 *
 * @param jsonLength bytes of JSON, which come first
 * @param split whether the client said where the JSON ends
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InferBody(byte[] bytes, int jsonLength, boolean split) {
  /** The header with the length of the JSON, of a request and of an answer. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private static final int LENGTH_DIGITS_MAX = 9;
  private static final int MARKS_MAX = 64; // byte order marks and white space

  static InferBody json(byte[] bytes) {
    return new InferBody(bytes, bytes.length, false);
  }

  /**
   * That of a request, of whatever type: its first bytes say what it is.
   *
   * @throws ProblemException if it does not begin with JSON
   */
  static InferBody of(HttpRequest request) {
    byte[] bytes = request.body();
    if (!looksLikeJson(bytes)) {
      requireJson(request.contentType(), bytes);
    }
    Optional<String> length = request.header(JSON_LENGTH);
    return length.isEmpty()
        ? json(bytes)
        : new InferBody(bytes, jsonLength(length.get().strip(), bytes.length), true);
  }

  private static int jsonLength(String text, int most) {
    boolean number =
        !text.isEmpty()
            && text.length() <= LENGTH_DIGITS_MAX
            && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    int length = number ? Integer.parseInt(text) : -1;
    if (length < 1 || length > most) {
      throw ProblemException.malformed(
          "%s has to say how many of the body's %,d bytes are JSON.".formatted(JSON_LENGTH, most));
    }
    return length;
  }

  /** Whether it begins with an object or an array, in UTF-8, UTF-16 or UTF-32. */
  private static boolean looksLikeJson(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, MARKS_MAX); i++) {
      switch (bytes[i] & 0xff) {
        case '{', '[' -> {
          return true;
        }
        case 0, ' ', '\t', '\r', '\n', 0xef, 0xbb, 0xbf, 0xfe, 0xff -> {} // look further
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private static void requireJson(String contentType, byte[] bytes) {
    BodyKind.requireJson(bytes);
    if (!contentType.equals(Answer.JSON)) {
      throw ProblemException.unsupported(
          "Send a JSON object as the protocol defines it; GET /openapi.json has examples.");
    }
  }

  /** What comes after the JSON. */
  ByteBuffer binary() {
    return ByteBuffer.wrap(bytes, jsonLength, bytes.length - jsonLength)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
