package dev.thalweg.http.body;

import dev.thalweg.http.route.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * How a body is packed (RFC 9110, 8.4.1). Its first bytes count for more than its header: what is
 * said to be packed and is not, since a proxy unpacked it, is taken as it is.
 */
public enum BodyCoding {
  IDENTITY {
    @Override
    InputStream open(byte[] packed) {
      return new ByteArrayInputStream(packed);
    }
  },
  GZIP {
    @Override
    InputStream open(byte[] packed) throws IOException {
      if (isGzip(packed)) {
        return new GZIPInputStream(new ByteArrayInputStream(packed), CHUNK_BYTES);
      }
      return isZlib(packed) ? inflating(packed, false) : IDENTITY.open(packed);
    }
  },
  /** That of zlib; some clients send it without zlib's frame, or gzip under its name. */
  DEFLATE {
    @Override
    InputStream open(byte[] packed) throws IOException {
      return isGzip(packed) ? GZIP.open(packed) : inflating(packed, !isZlib(packed));
    }
  };

  /** What a client may use, as a header says it. */
  private static final String ACCEPTED = "gzip, deflate, identity";

  private static final int CHUNK_BYTES = 8 << 10;

  abstract InputStream open(byte[] packed) throws IOException;

  /**
   * The coding that a request's headers name.
   *
   * @param names of all codings, in the order in which they were applied
   * @throws ProblemException where it is none of these, or there are several
   */
  public static BodyCoding of(List<String> names) {
    BodyCoding coding = IDENTITY;
    for (String name : names) {
      BodyCoding named =
          switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> throw unsupported();
          };
      if (named != IDENTITY) {
        if (coding != IDENTITY) {
          throw unsupported();
        }
        coding = named;
      }
    }
    return coding;
  }

  private static ProblemException unsupported() {
    return ProblemException.unsupported(
            "Send the body as it is, or packed once with \"Content-Encoding: gzip\" or deflate.")
        .header("Accept-Encoding", ACCEPTED);
  }

  /**
   * Unpacks a body, of which never more than the limit is held.
   *
   * @throws ProblemException when it is too large, or not packed as it says
   */
  public byte[] unpack(byte[] packed, int bytesMax, BodyBudget.Share share) {
    if (this == IDENTITY || packed.length == 0) {
      return packed;
    }
    BodyBytes unpacked = new BodyBytes(bytesMax, -1, share);
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = open(packed)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        unpacked.append(ByteBuffer.wrap(chunk, 0, count));
      }
    } catch (EOFException e) {
      throw ProblemException.malformed("The packed body ends too early: send all of it.");
    } catch (IOException e) {
      throw ProblemException.malformed(
          "The body is not what its Content-Encoding says: pack it so, or send it without that header.");
    }
    return unpacked.whole();
  }

  private static InputStream inflating(byte[] packed, boolean raw) {
    return new InflaterInputStream(
        new ByteArrayInputStream(packed), new Inflater(raw), CHUNK_BYTES) {
      @Override
      public void close() throws IOException {
        inf.end();
        super.close();
      }
    };
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
  }

  private static boolean isZlib(byte[] bytes) {
    return bytes.length > 1
        && (bytes[0] & 0x0f) == 8
        && (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) % 31 == 0;
  }
}
