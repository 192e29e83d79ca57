package dev.thalweg.scorer.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Puts PNG files together chunk by chunk, honest ones or not. */
final class PngBytes {
  private static final int SIGNATURE_AND_IHDR = 8 + 25;
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

  /** A PNG with one more chunk before its pixels. */
  static byte[] with(byte[] png, String type, byte[] data) {
    byte[] chunk = new PngBytes().chunk(type, data).out.toByteArray();
    var joined = new ByteArrayOutputStream();
    joined.write(png, 0, SIGNATURE_AND_IHDR);
    joined.write(chunk, 8, chunk.length - 8);
    joined.write(png, SIGNATURE_AND_IHDR, png.length - SIGNATURE_AND_IHDR);
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
