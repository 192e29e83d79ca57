package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.ByteArrayOutputStream;

/**
 * A JPEG, reduced to the segments that make its pixels. Colour profiles, thumbnails and comments
 * are left out; of Exif, the way the camera was held is read.
 *
 * <p>A JPEG in several scans (a progressive one) is held whole as coefficients by its decoder, two
 * bytes for each sample, and each scan passes over all of them: hence a bound on its pixels and on
 * its scans.
 */
final class JpegFile {
  private static final int SCANS_MAX = 100;
  private static final int SEVERAL_SCANS_SHARE = 4;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;

  private final byte[] encoded;
  private final PictureLimits limits;
  private final ByteCursor cursor;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private int orientation = 1;
  private int scans;

  private JpegFile(byte[] encoded, PictureLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.cursor = new ByteCursor(encoded, 2);
    this.kept = new ByteArrayOutputStream(encoded.length);
  }

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    JpegFile file = new JpegFile(encoded, limits);
    file.reduce();
    return StandardDecoder.decode("jpeg", file.kept.toByteArray(), file.width, file.height)
        .upright(file.orientation);
  }

  private void reduce() throws PictureException {
    kept.write(encoded, 0, 2);
    int marker = marker();
    while (marker != EOI) {
      int start = cursor.position();
      int length = cursor.u16Big();
      cursor.skip(length - 2L);
      segment(marker, start, length);
      if (marker == SOS) {
        scan();
      }
      marker = marker();
    }
    if (scans == 0) {
      throw damaged();
    }
    kept.write(0xff);
    kept.write(EOI);
  }

  private int marker() throws PictureException {
    if (cursor.u8() != 0xff) {
      throw damaged();
    }
    int marker = cursor.u8();
    while (marker == 0xff) { // fill bytes
      marker = cursor.u8();
    }
    return marker;
  }

  /** Keeps a segment, reads it or passes over it; start is that of its length field. */
  private void segment(int marker, int start, int length) throws PictureException {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> frame(marker, start, length);
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw PictureException.unsupported(
              "This kind of JPEG (lossless or arithmetic) is not supported: save it as"
                  + " a plain one.");
      case 0xc4, 0xdb, 0xdd -> keep(marker, start, length); // DHT, DQT, DRI
      case 0xe0 -> keepColors(marker, start, length, "JFIF\0", 16);
      case 0xee -> keepColors(marker, start, length, "Adobe", 14);
      case 0xe1 -> orientation = ExifOrientation.of(encoded, start + 2, length - 2, orientation);
      case SOS -> {
        if (width == 0) {
          throw damaged();
        }
        keep(marker, start, length);
      }
      default -> {} // metadata, or nothing that makes pixels
    }
  }

  private void frame(int marker, int start, int length) throws PictureException {
    ByteCursor header = new ByteCursor(encoded, start + 2);
    int precision = header.u8();
    int declaredHeight = header.u16Big();
    int declaredWidth = header.u16Big();
    int components = header.u8();
    if (width != 0) {
      throw damaged();
    }
    if (precision != 8 || (components != 1 && components != 3)) {
      throw PictureException.unsupported(
          "This kind of JPEG (CMYK, or not 8 bits) is not supported: save it in grey or RGB.");
    }
    limits.requireSize(declaredWidth, declaredHeight);
    width = declaredWidth;
    height = declaredHeight;
    keep(marker, start, length);
  }

  /** The two segments that say which colours the components are, if as long as they should be. */
  private void keepColors(int marker, int start, int length, String name, int expected) {
    if (length != expected) {
      return; // with a thumbnail, or another application's
    }
    for (int i = 0; i < name.length(); i++) {
      if (encoded[start + 2 + i] != name.charAt(i)) {
        return;
      }
    }
    keep(marker, start, length);
  }

  private void keep(int marker, int start, int length) {
    kept.write(0xff);
    kept.write(marker);
    kept.write(encoded, start, length);
  }

  /** Passes over the compressed data of a scan: up to a marker that is not a restart. */
  private void scan() throws PictureException {
    scans++;
    boolean large = (long) width * height > limits.pixelsMax() / SEVERAL_SCANS_SHARE;
    if (scans > SCANS_MAX || (scans > 1 && large)) {
      throw PictureException.tooLarge(
          "The JPEG has too many scans for its size: save it as one that is not progressive.");
    }
    int start = cursor.position();
    int end = start;
    while (end + 1 < encoded.length && !endsScan(encoded[end], encoded[end + 1])) {
      end++;
    }
    if (end + 1 >= encoded.length) {
      throw PictureException.cutShort();
    }
    cursor.skip((long) end - start);
    kept.write(encoded, start, end - start);
  }

  private static boolean endsScan(byte first, byte second) {
    int marker = second & 0xff;
    boolean restart = marker >= 0xd0 && marker <= 0xd7;
    return (first & 0xff) == 0xff && marker != 0 && marker != 0xff && !restart;
  }

  private static PictureException damaged() {
    return PictureException.malformed(
        "The JPEG is damaged, its segments are in disorder: save it again and send that.");
  }
}
