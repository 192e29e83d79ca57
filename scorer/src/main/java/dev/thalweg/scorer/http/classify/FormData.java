package dev.thalweg.scorer.http.classify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.thalweg.http.route.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form as browsers and curl's -F send it (RFC 7578). Its first line is its boundary, so that no
 * header is needed to read it.
 */
final class FormData {
  private static final int BOUNDARY_CHARS_MAX = 70;
  private static final int PARTS_MAX = 16;
  private static final int HEADER_BYTES_MAX = 4 << 10;
  private static final byte[] HEADERS_END = bytes("\r\n\r\n");
  private static final Pattern NAME = Pattern.compile("[;\\s]name=\"?([^\";\\r\\n]*)");
  private static final Pattern BOUNDARY = Pattern.compile("--[0-9A-Za-z'()+_,./:=?-]+ *");

  private final List<Part> parts = new ArrayList<>();

  /** A field, or a file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(String name, boolean isFile, byte[] content) {}

  private FormData() {}

  /**
   * A body as a form; null where it does not begin as one.
   *
   * @throws ProblemException when it does, and is not whole
   */
  static FormData of(byte[] body) {
    int lineEnd = indexOf(body, bytes("\r\n"), 0, BOUNDARY_CHARS_MAX + 4);
    if (lineEnd < 0) {
      return null;
    }
    String boundary = new String(body, 0, lineEnd, ISO_8859_1);
    if (!BOUNDARY.matcher(boundary).matches()) {
      return null;
    }
    FormData form = new FormData();
    form.read(body, lineEnd, bytes("\r\n" + boundary.stripTrailing()));
    return form;
  }

  private void read(byte[] body, int firstLineEnd, byte[] delimiter) {
    int at = firstLineEnd;
    while (true) {
      int headersEnd = indexOf(body, HEADERS_END, at, HEADER_BYTES_MAX);
      int end = headersEnd < 0 ? -1 : indexOf(body, delimiter, headersEnd + 2, body.length);
      if (end < 0 || parts.size() == PARTS_MAX) {
        throw ProblemException.malformed(
            "The form is not whole, or has more than %d parts: send it as curl -F image=@FILE does."
                .formatted(PARTS_MAX));
      }
      String headers = new String(body, at, headersEnd - at, ISO_8859_1);
      int contentStart = Math.min(end, headersEnd + HEADERS_END.length);
      parts.add(part(headers, Arrays.copyOfRange(body, contentStart, end)));
      at = end + delimiter.length;
      if (at + 1 < body.length && body[at] == '-' && body[at + 1] == '-') {
        return;
      }
    }
  }

  private static Part part(String headers, byte[] content) {
    Matcher name = NAME.matcher(headers);
    boolean isFile = headers.toLowerCase(Locale.ROOT).contains("filename");
    return new Part(name.find() ? name.group(1) : "", isFile, content);
  }

  /**
   * The content of its one file or, without one, of its one field.
   *
   * @throws ProblemException when there is none, or which it is can't be told
   */
  byte[] file() {
    if (parts.stream().anyMatch(part -> part.name().equals("model"))) {
      throw ProblemException.malformed("Name the model in the address: /classify?model=NAME.");
    }
    List<Part> files = parts.stream().filter(Part::isFile).toList();
    List<Part> candidates = files.isEmpty() ? parts : files;
    if (candidates.size() != 1 || candidates.get(0).content().length == 0) {
      throw ProblemException.malformed(
          "The form has to have one file, which is not empty: curl -F image=@FILE.");
    }
    return candidates.get(0).content();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Where a sequence begins, from a place on and within so many bytes of it; -1 if nowhere. */
  private static int indexOf(byte[] bytes, byte[] wanted, int from, int within) {
    long last = Math.min((long) bytes.length - wanted.length, (long) from + within);
    for (int i = from; i <= last; i++) {
      if (bytes[i] == wanted[0]
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
