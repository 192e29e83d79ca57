package dev.thalweg.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.thalweg.schemas.UserException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Finds where an answer of HTTP/1.1 ends. One connection's. */
final class AnswerReader {
  private static final int BYTES_MAX = 64 << 10;
  private static final String OK = "HTTP/1.1 200";
  private static final String LENGTH = "content-length:";

  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);

  /** Of the whole answer; 0 as long as its headers are not all there. */
  private int expected;

  /** Where the next bytes go. */
  ByteBuffer target() {
    return bytes;
  }

  /**
   * Whether the answer is whole; then it is forgotten, and the next one may come.
   *
   * @throws UserException when it is not the answer to a request that was understood, or its length
   *     is not told
   */
  boolean isWhole() {
    if (expected == 0) {
      int headers = headersEnd();
      if (headers == 0) {
        return false;
      }
      expected = headers + contentLength(new String(bytes.array(), 0, headers, ISO_8859_1));
    }
    if (bytes.position() < expected) {
      return false;
    }
    bytes.clear();
    expected = 0;
    return true;
  }

  private int headersEnd() {
    for (int i = 3; i < bytes.position(); i++) {
      if (bytes.get(i) == '\n' && bytes.get(i - 1) == '\r' && bytes.get(i - 2) == '\n') {
        return i + 1;
      }
    }
    if (!bytes.hasRemaining()) {
      throw new UserException("The service answers with headers that do not end.");
    }
    return 0;
  }

  private static int contentLength(String headers) {
    String lower = headers.toLowerCase(Locale.ROOT);
    int start = lower.indexOf(LENGTH);
    if (!headers.startsWith(OK) || start < 0) {
      throw new UserException(
          "The service has answered %s".formatted(headers.lines().findFirst().orElse("nothing")));
    }
    int end = lower.indexOf('\r', start);
    int length = Integer.parseInt(lower.substring(start + LENGTH.length(), end).strip());
    if (length > BYTES_MAX - headers.length()) {
      throw new UserException("The answer of %,d bytes is too long.".formatted(length));
    }
    return length;
  }
}
