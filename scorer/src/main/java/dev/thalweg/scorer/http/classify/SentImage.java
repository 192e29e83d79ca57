package dev.thalweg.scorer.http.classify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.thalweg.http.route.Json;
import dev.thalweg.http.route.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * An image as people's programs send it: as it is, as a file of a form, or in base64, bare or
 * within JSON. The first bytes of a body say which it is, and not its header.
 */
final class SentImage {
  /** Members of a JSON object in which an image is looked for; the first is the documented one. */
  private static final Set<String> MEMBERS = Set.of("image", "picture", "file", "data", "b64");

  /** What other services are sent. */
  private static final Set<String> INFER_MEMBERS = Set.of("inputs", "instances");

  /** The first bytes of pictures, each character a byte. */
  private static final List<String> PICTURES =
      List.of("\u0089PNG\r\n\u001a\n", "\u00ff\u00d8\u00ff", "GIF87a", "GIF89a");

  /** The same in base64, and what web pages write before it. */
  private static final List<String> BASE64_PICTURES =
      List.of("iVBORw0KGgo", "/9j/", "_9j_", "R0lGODlh", "R0lGODdh", "Qk", "data:");

  /** A string may be as long as the body, of which the server has the limit. */
  private static final JsonFactory JSON =
      Json.FACTORY
          .rebuild()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final int BMP_HEADER_BYTES = 14;

  private SentImage() {}

  /** Whether it begins as a picture does, and so is neither pixels nor anything else. */
  static boolean isPicture(byte[] bytes) {
    return PICTURES.stream().anyMatch(magic -> begins(bytes, 0, magic)) || isBmp(bytes);
  }

  /** Two letters alone might be pixels; its length comes after them. */
  private static boolean isBmp(byte[] bytes) {
    return bytes.length >= BMP_HEADER_BYTES
        && begins(bytes, 0, "BM")
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(2) == bytes.length;
  }

  /**
   * The image without what is around it: of bytes that are none of the known, the bytes themselves.
   *
   * @throws ProblemException when there is no image, or more than one
   */
  static byte[] unwrap(byte[] body) {
    if (isPicture(body)) {
      return body;
    }
    FormData form = FormData.of(body);
    if (form != null) {
      return unwrapText(form.file());
    }
    int start = firstVisible(body);
    if (start < body.length && body[start] == '{') {
      return decode(member(body));
    }
    return unwrapText(body);
  }

  private static byte[] unwrapText(byte[] bytes) {
    int start = firstVisible(bytes);
    boolean base64 = BASE64_PICTURES.stream().anyMatch(prefix -> begins(bytes, start, prefix));
    return base64 ? decode(new String(bytes, start, bytes.length - start, ISO_8859_1)) : bytes;
  }

  private static int firstVisible(byte[] bytes) {
    int i = begins(bytes, 0, "\u00ef\u00bb\u00bf") ? 3 : 0; // a byte order mark
    while (i < bytes.length && (bytes[i] == ' ' || (bytes[i] >= '\t' && bytes[i] <= '\r'))) {
      i++;
    }
    return i;
  }

  private static boolean begins(byte[] bytes, int start, String with) {
    if (bytes.length - start < with.length()) {
      return false;
    }
    for (int i = 0; i < with.length(); i++) {
      if ((bytes[start + i] & 0xff) != with.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String member(byte[] body) {
    String image = null;
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == null) {
          throw notJson();
        }
        if (INFER_MEMBERS.contains(name)) {
          throw ProblemException.malformed(
              "This is a request for /v2/models/MODEL/infer: POST it there, or a picture here.");
        }
        if (MEMBERS.contains(name) && value == JsonToken.VALUE_STRING) {
          if (image != null) {
            throw ProblemException.malformed("Send one image in a request.");
          }
          image = json.getText();
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw notJson();
    }
    if (image == null) {
      throw ProblemException.malformed(
          "The JSON has no image: send {\"image\":\"BASE64\"}, or the picture itself as the body.");
    }
    return image;
  }

  private static ProblemException notJson() {
    return ProblemException.malformed(
        "The body is not valid JSON: send {\"image\":\"BASE64\"}, or the picture itself.");
  }

  private static byte[] decode(String text) {
    int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
    if (text.startsWith("data:") && (comma < 0 || !text.substring(0, comma).contains(";base64"))) {
      throw ProblemException.malformed(
          "A data URL has to be one in base64: data:image/png;base64,...");
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = comma + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '-' -> plain.append('+'); // as in addresses
        case '_' -> plain.append('/');
        case ' ', '\t', '\r', '\n' -> {} // lines
        default -> plain.append(c);
      }
    }
    try {
      return Base64.getDecoder().decode(plain.toString().getBytes(ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(
          "The image is not in base64: encode the whole file, or send it as the body itself.");
    }
  }
}
