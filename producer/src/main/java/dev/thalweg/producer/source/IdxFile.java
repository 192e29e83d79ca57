package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file in the IDX format of http://yann.lecun.com/exdb/mnist/: two zero bytes, the type (0x08 =
 * unsigned byte, the only one read here), the number of dimensions, each dimension as 4 bytes
 * big-endian, then the values, last dimension fastest. Gzipped or not, by its first bytes.
 *
 * <p>Held in memory, at most a third of the heap: 47 MB for MNIST's training images. Memory grows
 * with what the file holds, never with what its header claims.
 *
 * @param dimensions one for labels; count, height, width for images; each at least 1
 * @param values the product of the dimensions in bytes
 * @param sha256 of the unpacked content, header included, in lower-case hex
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would double the memory
record IdxFile(Path path, int[] dimensions, byte[] values, String sha256) {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long HARD_MAX_BYTES = 1L << 30;

  /** Reads a file with three dimensions. */
  static IdxFile images(Path path) {
    return read(path, 3, "images", maxBytes());
  }

  /** Reads a file with one dimension. */
  static IdxFile labels(Path path) {
    return read(path, 1, "labels", maxBytes());
  }

  private static long maxBytes() {
    return Math.min(HARD_MAX_BYTES, Runtime.getRuntime().maxMemory() / 3);
  }

  static IdxFile read(Path path, int dimensionCount, String kind, long maxBytes) {
    MessageDigest digest = newSha256();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        DigestInputStream in = new DigestInputStream(unpacked(raw), digest)) {
      int[] dimensions = header(path, in, dimensionCount, kind);
      int size = size(path, dimensions, maxBytes);
      byte[] values = in.readNBytes(size);
      if (values.length < size) {
        throw new UserException(
            "%s is cut off: its header announces %s (%d bytes), but only %d bytes follow; fetch the"
                    .formatted(path, shape(dimensions), size, values.length)
                + " file again.");
      }
      if (in.read() >= 0) {
        throw new UserException(
            ("%s has bytes after the %s (%d bytes) that its header announces: it is"
                        + " damaged or not an IDX")
                    .formatted(path, shape(dimensions), size)
                + " file; fetch it again.");
      }
      return new IdxFile(path, dimensions, values, HexFormat.of().formatHex(digest.digest()));
    } catch (EOFException e) {
      throw new UserException(
          path + " is cut off: it ends in the middle of its data; fetch the file again.", e);
    } catch (ZipException e) {
      throw new UserException(
          "%s is a damaged gzip file (%s): fetch it again.".formatted(path, e.getMessage()), e);
    } catch (IOException e) {
      throw new UserException(
          "%s can't be read (%s): check that it is a file and that you may read it."
              .formatted(path, e),
          e);
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  private static int[] header(Path path, InputStream in, int dimensionCount, String kind)
      throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4) {
      throw new UserException(
          "%s is cut off: it has %d bytes, fewer than the header of an IDX file; fetch it again."
              .formatted(path, magic.length));
    }
    int expected = UNSIGNED_BYTE << 8 | dimensionCount;
    int found = ByteBuffer.wrap(magic).getInt();
    if (found != expected) {
      throw new UserException(
          "%s does not hold %s in IDX format: it begins with 0x%08x instead of 0x%08x; give the file"
                  .formatted(path, kind, found, expected)
              + " with the "
              + kind
              + ".");
    }
    int[] dimensions = new int[dimensionCount];
    for (int i = 0; i < dimensionCount; i++) {
      byte[] dimension = in.readNBytes(4);
      if (dimension.length < 4) {
        throw new UserException(path + " is cut off in its header; fetch the file again.");
      }
      dimensions[i] = ByteBuffer.wrap(dimension).getInt();
    }
    return dimensions;
  }

  private static int size(Path path, int[] dimensions, long maxBytes) {
    long size = 1;
    for (int dimension : dimensions) {
      long unsigned = Integer.toUnsignedLong(dimension);
      if (unsigned == 0) {
        throw new UserException(
            "%s announces %s, so it holds nothing: give a file with data."
                .formatted(path, shape(dimensions)));
      }
      // Both factors are below 2^32 and size stays below 2^31, so this can't overflow.
      size *= unsigned;
      if (size > maxBytes) {
        throw new UserException(
            "%s announces %s, more than the %d MB there is room for: give a smaller file, or more"
                    .formatted(path, shape(dimensions), maxBytes >> 20)
                + " memory with JAVA_OPTS=-Xmx.");
      }
    }
    return (int) size;
  }

  /** Such as {@code 60000x28x28}. */
  private static String shape(int[] dimensions) {
    StringBuilder shape = new StringBuilder();
    for (int dimension : dimensions) {
      shape.append(shape.isEmpty() ? "" : "x").append(Integer.toUnsignedString(dimension));
    }
    return shape + (dimensions.length == 1 ? " labels" : " images");
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
