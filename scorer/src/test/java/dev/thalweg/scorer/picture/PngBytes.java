package dev.thalweg.scorer.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Puts PNG files together chunk by chunk, honest ones or not. */
final class PngBytes {
  private static final int SIGNATURE_AND_IHDR = 8 + 25;
  private static final int[] BANDS = {1, 0, 3, 1, 2, 0, 4}; // of the types of colours

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PngBytes() {
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  }

  PngBytes header(int width, int height, int depth, int colors) {
    ByteBuffer data = ByteBuffer.allocate(13).putInt(width).putInt(height);
    return chunk("IHDR", data.put((byte) depth).put((byte) colors).array());
  }

  PngBytes chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return this;
  }

  byte[] end() {
    return chunk("IEND", new byte[0]).out.toByteArray();
  }

  /** The value of a pixel, counted row by row, in a band. */
  @FunctionalInterface
  interface Samples {
    int at(int pixel, int band);
  }

  /** A square without filters or interlacing. */
  static byte[] image(int side, int depth, int colors, Samples samples) {
    return new PngBytes()
        .header(side, side, depth, colors)
        .chunk("IDAT", rows(side, depth, BANDS[colors], samples))
        .end();
  }

  /** A square of indices into red, green and blue bytes. */
  static byte[] palette(int side, int depth, byte[] colors, IntUnaryOperator index) {
    return new PngBytes()
        .header(side, side, depth, 3)
        .chunk("PLTE", colors)
        .chunk("IDAT", rows(side, depth, 1, (at, band) -> index.applyAsInt(at)))
        .end();
  }

  private static byte[] rows(int side, int depth, int bands, Samples samples) {
    int rowBytes = (side * bands * depth + 7) / 8;
    byte[] rows = new byte[side * (1 + rowBytes)];
    for (int i = 0; i < side * side * bands; i++) {
      int value = samples.at(i / bands, i % bands);
      int row = i / (side * bands) * (1 + rowBytes) + 1;
      int bit = i % (side * bands) * depth;
      if (depth == 16) {
        rows[row + bit / 8] = (byte) (value >> 8);
        rows[row + bit / 8 + 1] = (byte) value;
      } else {
        rows[row + bit / 8] |= (byte) (value << (8 - depth - bit % 8));
      }
    }
    return compressed(rows);
  }

  static byte[] compressed(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 12];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** A PNG with one more chunk before all but its header. */
  static byte[] with(byte[] png, String type, byte[] data) {
    return with(png, SIGNATURE_AND_IHDR, type, data);
  }

  /** A PNG with one more chunk after its first of a type. */
  static byte[] with(byte[] png, String after, String type, byte[] data) {
    ByteBuffer file = ByteBuffer.wrap(png);
    int at = 8;
    while (!after.equals(new String(png, at + 4, 4, StandardCharsets.US_ASCII))) {
      at += 12 + file.getInt(at);
    }
    return with(png, at + 12 + file.getInt(at), type, data);
  }

  private static byte[] with(byte[] png, int at, String type, byte[] data) {
    byte[] chunk = new PngBytes().chunk(type, data).out.toByteArray();
    var joined = new ByteArrayOutputStream();
    joined.write(png, 0, at);
    joined.write(chunk, 8, chunk.length - 8);
    joined.write(png, at, png.length - at);
    return joined.toByteArray();
  }

  /** So many zeros, compressed a thousandfold. */
  static byte[] zeros(long count) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    var out = new ByteArrayOutputStream();
    byte[] from = new byte[1 << 16];
    byte[] to = new byte[1 << 12];
    for (long left = count; left > 0; left -= from.length) {
      deflater.setInput(from, 0, (int) Math.min(left, from.length));
      while (!deflater.needsInput()) {
        out.write(to, 0, deflater.deflate(to));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(to, 0, deflater.deflate(to));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Sets every checksum right, as far as the chunks can be followed. */
  static byte[] repaired(byte[] png) {
    ByteBuffer file = ByteBuffer.wrap(png.clone());
    int at = 8;
    while (at + 12 <= file.limit()) {
      int length = file.getInt(at);
      if (length < 0 || length > file.limit() - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(file.array(), at + 4, length + 4);
      file.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return file.array();
  }
}
