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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file in the IDX format of http://yann.lecun.com/exdb/mnist/: two zero bytes, the type of the
 * values ({@link IdxType}), the number of dimensions, each dimension as 4 bytes big-endian, then
 * the values, big-endian, last dimension fastest. Gzipped or not, by its first bytes; gzipped up to
 * {@value #GZIPS_MAX} times, as a packed file becomes that is packed once more for a transfer.
 *
 * <p>Held in memory, at most a third of the heap: 47 MB for MNIST's training images. Memory grows
 * with what the file holds, never with what its header claims.
 *
 * @param dimensions the count first; each at least 1
 * @param values as they stand in the file: the product of the dimensions, times the type's bytes
 * @param sha256 of the unpacked content, header included, in lower-case hex
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would double the memory
record IdxFile(Path path, IdxType type, int[] dimensions, byte[] values, String sha256) {
  /** Most layers of gzip; a file that unpacks to itself would have no end. */
  static final int GZIPS_MAX = 3;

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long HARD_MAX_BYTES = 1L << 30;

  /** Reads a file of two to four dimensions. */
  static IdxFile examples(Path path) {
    return read(path, new Kind("examples", 2, 4), maxBytes());
  }

  /** Reads a file of one dimension, or of two: several columns of labels. */
  static IdxFile labels(Path path) {
    return read(path, new Kind("labels", 1, 2), maxBytes());
  }

  /** What a file is to hold. */
  private record Kind(String name, int dimensionsMin, int dimensionsMax) {}

  private static long maxBytes() {
    return Math.min(HARD_MAX_BYTES, Runtime.getRuntime().maxMemory() / 3);
  }

  /** The number of examples or labels. */
  int count() {
    return dimensions[0];
  }

  /** The shape of each: all dimensions but the first. */
  List<Integer> shape() {
    return Arrays.stream(dimensions).skip(1).boxed().toList();
  }

  /**
   * The same examples with rows and columns exchanged. The values are exchanged in place, since
   * there may be no room for them twice: this file must not be used any more.
   *
   * @throws UserException when an example has no rows and columns
   */
  IdxFile transposed() {
    if (dimensions.length < 3) {
      throw new UserException(
          "%s holds rows of numbers, which can't be transposed: leave --transpose out."
              .formatted(path));
    }
    int rows = dimensions[1];
    int columns = dimensions[2];
    int size = values.length / dimensions[0];
    int pixel = size / rows / columns;
    byte[] example = new byte[size];
    for (int start = 0; start < values.length; start += size) {
      System.arraycopy(values, start, example, 0, size);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int from = (row * columns + column) * pixel;
          int to = start + (column * rows + row) * pixel;
          System.arraycopy(example, from, values, to, pixel);
        }
      }
    }
    int[] exchanged = dimensions.clone();
    exchanged[1] = columns;
    exchanged[2] = rows;
    return new IdxFile(path, type, exchanged, values, sha256);
  }

  private static IdxFile read(Path path, Kind kind, long maxBytes) {
    MessageDigest digest = newSha256();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        DigestInputStream in = new DigestInputStream(unpacked(raw), digest)) {
      byte[] magic = magic(path, in, kind);
      IdxType type = type(path, magic, in, kind);
      int[] dimensions = dimensions(path, in, magic[3]);
      int size = size(path, type, dimensions, maxBytes);
      byte[] values = in.readNBytes(size);
      if (values.length < size) {
        throw new UserException(
            "%s is cut off: its header announces %s (%d bytes), but only %d bytes follow; fetch the"
                    .formatted(path, text(type, dimensions), size, values.length)
                + " file again.");
      }
      if (in.read() >= 0) {
        throw new UserException(
            ("%s has bytes after the %s (%d bytes) that its header announces: it is"
                        + " damaged or not an IDX")
                    .formatted(path, text(type, dimensions), size)
                + " file; fetch it again.");
      }
      return new IdxFile(path, type, dimensions, values, HexFormat.of().formatHex(digest.digest()));
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

  /** What is in an IDX file's place, by its first bytes; empty when it is an IDX file. */
  static Optional<FileKind> foreignKind(Path path) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        InputStream in = unpacked(raw)) {
      byte[] head = in.readNBytes(FileKind.HEAD_BYTES);
      boolean idx = head.length >= 4 && typeOf(head).isPresent();
      return idx ? Optional.empty() : Optional.of(FileKind.of(head, "examples"));
    } catch (IOException e) {
      // Damaged or not to be read: nothing can be said about it.
      return Optional.of(FileKind.of(new byte[] {1, 1}, "examples"));
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    InputStream unpacked = in;
    for (int layer = 0; layer < GZIPS_MAX && isGzip(unpacked); layer++) {
      unpacked = new BufferedInputStream(new GZIPInputStream(unpacked, BUFFER_BYTES), BUFFER_BYTES);
    }
    return unpacked;
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC;
  }

  private static byte[] magic(Path path, InputStream in, Kind kind) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length == 0 || (magic.length < 4 && magic[0] != 0)) {
      throw foreign(path, magic, kind);
    }
    if (magic.length < 4) {
      throw new UserException(
          "%s is cut off: it has %d bytes, fewer than the header of an IDX file; fetch it again."
              .formatted(path, magic.length));
    }
    return magic;
  }

  private static Optional<IdxType> typeOf(byte[] magic) {
    return magic[0] == 0 && magic[1] == 0 ? IdxType.ofCode(magic[2]) : Optional.empty();
  }

  private static IdxType type(Path path, byte[] magic, InputStream in, Kind kind)
      throws IOException {
    Optional<IdxType> type = typeOf(magic);
    if (type.isEmpty()) {
      byte[] head = Arrays.copyOf(magic, FileKind.HEAD_BYTES);
      int more = in.readNBytes(head, magic.length, head.length - magic.length);
      throw foreign(path, Arrays.copyOf(head, magic.length + more), kind);
    }
    if (magic[3] < kind.dimensionsMin() || magic[3] > kind.dimensionsMax()) {
      throw new UserException(
          "%s is an IDX file of %d %s of %s, and %s have %d to %d: give the file with the %s."
              .formatted(
                  path,
                  Byte.toUnsignedInt(magic[3]),
                  magic[3] == 1 ? "dimension" : "dimensions",
                  type.get(),
                  kind.name(),
                  kind.dimensionsMin(),
                  kind.dimensionsMax(),
                  kind.name()));
    }
    return type.get();
  }

  private static UserException foreign(Path path, byte[] head, Kind kind) {
    FileKind is = FileKind.of(head, kind.name());
    return new UserException(
        "%s is %s and holds no %s in IDX format: %s."
            .formatted(path, is.name(), kind.name(), is.remedy()));
  }

  private static int[] dimensions(Path path, InputStream in, int count) throws IOException {
    int[] dimensions = new int[count];
    for (int i = 0; i < count; i++) {
      byte[] dimension = in.readNBytes(4);
      if (dimension.length < 4) {
        throw new UserException(path + " is cut off in its header; fetch the file again.");
      }
      dimensions[i] = ByteBuffer.wrap(dimension).getInt();
    }
    return dimensions;
  }

  private static int size(Path path, IdxType type, int[] dimensions, long maxBytes) {
    long size = type.bytes();
    for (int dimension : dimensions) {
      long unsigned = Integer.toUnsignedLong(dimension);
      if (unsigned == 0) {
        throw new UserException(
            "%s announces %s, so it holds nothing: give a file with data."
                .formatted(path, text(type, dimensions)));
      }
      // Both factors are below 2^32 and size stays below 2^31, so this can't overflow.
      size *= unsigned;
      if (size > maxBytes) {
        throw new UserException(
            "%s announces %s, more than the %d MB there is room for: give a smaller file, or more"
                    .formatted(path, text(type, dimensions), maxBytes >> 20)
                + " memory with JAVA_OPTS=-Xmx.");
      }
    }
    return (int) size;
  }

  /** Such as {@code 60000x28x28 values of uint8}. */
  private static String text(IdxType type, int[] dimensions) {
    return Arrays.stream(dimensions)
            .mapToObj(Integer::toUnsignedString)
            .collect(Collectors.joining("x"))
        + " values of "
        + type;
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
