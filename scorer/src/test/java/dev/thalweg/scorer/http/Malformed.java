package dev.thalweg.scorer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/** Requests as nobody should send them, each a function of the seed and those before it. */
final class Malformed {
  private static final String[] METHODS = {
    "GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI",
    "get", "P\0ST"
  };
  private static final String[] PATHS = {
    "/",
    "*",
    "/v2",
    "/v2/health/ready",
    "/v2/models/digits",
    "/v2/models/digits/infer",
    "/v2/models/digits/versions/100/infer",
    "/v2/models/digits/versions/99999999999999999999999/infer",
    "/v2/models/../../etc/passwd",
    "/v2/models/%2e%2e/infer",
    "/v2/models/%00/ready",
    "/v2/models/%ff%fe",
    "/classify",
    "//classify//",
    "/classify?model=%",
    "/classify?model=" + "m".repeat(3_000),
    "http://elsewhere/v2",
    "/openapi.json;x=y",
    "/metrics?" + "a=b&".repeat(500),
  };
  private static final String[] HEADERS = {
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 5",
    "Content-Length: 5, 6",
    "Content-Length: 9000000",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: identity",
    "Content-Encoding: gzip",
    "Content-Encoding: deflate",
    "Inference-Header-Content-Length: 5",
    "Content-Type: application/json",
    "Content-Type: image/png",
    "Content-Type: \u0001",
    "Expect: 100-continue",
    "Expect: the-unexpected",
    "Connection: upgrade\r\nUpgrade: h2c",
    "Host: a b",
    "Host: x:99999",
    "Authorization: Bearer",
    "Accept: */*; q=x",
    " folded: yes",
    "no colon",
    ": no name",
    "X: " + "x".repeat(9_000),
    "Range: bytes=9-1",
  };
  private static final String[] JSON_PARTS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "-",
    "1e999",
    "1e-999",
    "NaN",
    "\\u0000",
    "\"inputs\"",
    "\"data\"",
    "\"shape\"",
    "\"datatype\"",
    "\"FP32\"",
    "[".repeat(50),
    "{\"a\":".repeat(40),
    "00",
    "9".repeat(200),
    "\"" + "s".repeat(9_000) + "\"",
    "true",
    "\t",
    "\u00ff",
    "-1",
    "256",
    "1.5"
  };

  private final SplittableRandom random;
  private final byte[] good;

  Malformed(long seed, byte[] goodBody) {
    this.random = new SplittableRandom(seed);
    this.good = goodBody;
  }

  private String pick(String[] of) {
    return of[random.nextInt(of.length)];
  }

  /** A body for inference that began as a good one. */
  byte[] body() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int changes = 1 + random.nextInt(4);
    byte[] from = good;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(from.length + 1);
      int to = at + random.nextInt(from.length + 1 - at);
      bytes.reset();
      bytes.write(from, 0, at);
      switch (random.nextInt(5)) {
        case 0 -> bytes.writeBytes(pick(JSON_PARTS).getBytes(ISO_8859_1));
        case 1 -> bytes.write(random.nextInt());
        case 2 -> to = Math.min(from.length, at + 1 + random.nextInt(30)); // a part is missing
        case 3 -> to = from.length; // it ends too early
        default -> {
          bytes.write(random.nextInt()); // one byte is another
          to = at + 1;
        }
      }
      if (to < from.length) {
        bytes.write(from, to, from.length - to);
      }
      from = bytes.toByteArray();
      if (from.length == 0) {
        return from;
      }
    }
    return from;
  }

  /** A whole request with a body whose length is right, so that the connection can go on. */
  byte[] withBody(String path, String contentType, byte[] body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, contentType, body.length);
    return joined(head.getBytes(ISO_8859_1), body);
  }

  /** Any bytes, as a picture or as pixels. */
  byte[] noise() {
    byte[] noise = new byte[random.nextInt(2_000)];
    random.nextBytes(noise);
    byte[][] magic = {
      {}, {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, {(byte) 0xff, (byte) 0xd8}, {'G', 'I', 'F'}
    };
    return joined(magic[random.nextInt(magic.length)], noise);
  }

  /** Something that resembles the beginning of HTTP more or less. */
  byte[] head() {
    if (random.nextInt(10) == 0) {
      return noise();
    }
    StringBuilder head = new StringBuilder();
    head.append(pick(METHODS)).append(' ').append(pick(PATHS)).append(" HTTP/1.1\r\n");
    if (random.nextInt(4) > 0) {
      head.append("Host: localhost\r\n");
    }
    int headers = random.nextInt(5);
    for (int i = 0; i < headers; i++) {
      head.append(pick(HEADERS)).append("\r\n");
    }
    head.append("\r\n");
    byte[] bytes = head.toString().getBytes(ISO_8859_1);
    int damages = random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return joined(bytes, noise());
  }

  int next(int bound) {
    return random.nextInt(bound);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
