package dev.thalweg.producer.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Makes files in IDX format for tests. */
final class IdxBytes {
  private IdxBytes() {}

  /** An image file whose pixel at absolute position p is p modulo 251. */
  public static byte[] images(int count, int height, int width) {
    byte[] values = new byte[count * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 251);
    }
    return idx(0x00000803, values, count, height, width);
  }

  public static byte[] labels(int... labels) {
    byte[] values = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = (byte) labels[i];
    }
    return idx(0x00000801, values, labels.length);
  }

  /** The same numbers in any of the types, by the name that the format gives them. */
  public static byte[] numbers(String type, double[] values, int... dimensions) {
    int code =
        List.of("", "uint8", "int8", "", "int16", "int32", "float32", "float64").indexOf(type);
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    for (double value : values) {
      switch (type) {
        case "uint8", "int8" -> bytes.put((byte) (int) value);
        case "int16" -> bytes.putShort((short) value);
        case "int32" -> bytes.putInt((int) value);
        case "float32" -> bytes.putFloat((float) value);
        case "float64" -> bytes.putDouble(value);
        default -> throw new IllegalArgumentException(type);
      }
    }
    return idx(
        (7 + code) << 8 | dimensions.length,
        Arrays.copyOf(bytes.array(), bytes.position()),
        dimensions);
  }

  public static byte[] idx(int magic, byte[] values, int... dimensions) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length).putInt(magic);
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    return file.put(values).array();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  public static Path write(Path directory, String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both splits under MNIST's names: three training and two test images of this size. */
  public static void dataSet(Path directory, int height, int width) {
    write(directory, "train-images-idx3-ubyte.gz", gzip(images(3, height, width)));
    write(directory, "train-labels-idx1-ubyte.gz", gzip(labels(0, 1, 9)));
    write(directory, "t10k-images-idx3-ubyte", images(2, height, width));
    write(directory, "t10k-labels-idx1-ubyte", labels(3, 4));
  }
}
