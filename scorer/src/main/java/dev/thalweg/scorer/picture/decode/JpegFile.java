package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.ByteArrayOutputStream;

/**
 * A JPEG, reduced to the segments that make its pixels. Colour profiles, thumbnails and comments
 * are left out; of Exif, the way the camera was held is read.
 *
 * <p>Its end need not be marked: cameras put trailers of their own there. What can't be followed
 * after the first scan is such a trailer.
 *
 * <p>A JPEG in several scans (a progressive one) is held whole as coefficients by its decoder, two
 * bytes for each sample, and each scan passes over all of them: hence a bound on its pixels and on
 * its scans.
 */
final class JpegFile {
  private static final int SCANS_MAX = 100;
  private static final int SEVERAL_SCANS_SHARE = 4;
  private static final int COLORS = 3;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int PROGRESSIVE = 0xc2;

  private final byte[] encoded;
  private final PictureLimits limits;
  private final ByteCursor cursor;
  private final ByteArrayOutputStream kept;
  private final JpegColors colors = new JpegColors();
  private int width;
  private int height;
  private int components;
  private boolean progressive;
  private int orientation = 1;
  private int scans;
  private int scannedComponents;
  private boolean ended;

  private JpegFile(byte[] encoded, PictureLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.cursor = new ByteCursor(encoded, 2);
    this.kept = new ByteArrayOutputStream(encoded.length + JpegColors.SEGMENT_BYTES + 2);
    kept.write(encoded, 0, 2);
    kept.writeBytes(new byte[JpegColors.SEGMENT_BYTES]); // filled in when the colours are known
  }

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    JpegFile file = new JpegFile(encoded, limits);
    file.reduceToFirstScan();
    file.reduceRest();
    return file.pixels().upright(file.orientation);
  }

  private PixelGrid pixels() throws PictureException {
    kept.write(0xff);
    kept.write(EOI);
    byte[] file = kept.toByteArray();
    System.arraycopy(colors.segment(), 0, file, 2, JpegColors.SEGMENT_BYTES);
    StandardDecoder decoder = new StandardDecoder("jpeg", file, width, height);
    if (!ended && scans == 1) {
      decoder.requireWhole(); // of later scans, which refine the first, anything may be missing
    }
    return colors.areInks() ? decoder.inks(colors.areTransformedInks()) : decoder.pixels();
  }

  private void reduceToFirstScan() throws PictureException {
    while (scans == 0) {
      int marker = marker();
      if (marker == SOI || marker == EOI) {
        throw damaged();
      }
      segment(marker);
    }
  }

  /** The other scans and what belongs to them, up to the end or to what can't be a part. */
  private void reduceRest() throws PictureException {
    while (progressive || scannedComponents < components) {
      try {
        int marker = marker();
        ended = marker == EOI;
        if (ended || marker == SOI) {
          return;
        }
        segment(marker);
      } catch (PictureException e) {
        if (e.kind() == PictureException.Kind.TOO_LARGE) {
          throw e;
        }
        return;
      }
    }
    int next = cursor.position();
    ended =
        next + 1 < encoded.length
            && (encoded[next] & 0xff) == 0xff
            && (encoded[next + 1] & 0xff) == EOI;
  }

  /** The next marker that begins a segment, whatever comes before it, or that of an end. */
  private int marker() throws PictureException {
    while (true) {
      int value = cursor.u8();
      if (value != 0xff) {
        continue;
      }
      int marker = cursor.u8();
      while (marker == 0xff) { // fill bytes
        marker = cursor.u8();
      }
      boolean alone = marker <= 1 || (marker >= 0xd0 && marker <= 0xd7);
      if (!alone) {
        return marker;
      }
    }
  }

  /** Keeps a segment, reads it or passes over it. */
  private void segment(int marker) throws PictureException {
    int start = cursor.position();
    int length = cursor.u16Big();
    cursor.skip(length - 2L);
    int data = start + 2;
    switch (marker) {
      case 0xc0, 0xc1, PROGRESSIVE -> frame(marker, start, length);
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw PictureException.unsupported(
              "This kind of JPEG (lossless or arithmetic) is not supported: save it as"
                  + " a plain one.");
      case 0xc4, 0xdb, 0xdd -> keep(marker, start, length); // DHT, DQT, DRI
      case 0xe0 -> colors.readJfif(encoded, data, length - 2);
      case 0xee -> colors.readAdobe(encoded, data, length - 2);
      case 0xe1 -> orientation = ExifOrientation.of(encoded, data, length - 2, orientation);
      case SOS -> {
        if (width == 0) {
          throw damaged();
        }
        scannedComponents += new ByteCursor(encoded, data).u8();
        keep(marker, start, length);
        scan();
      }
      default -> {} // metadata, or nothing that makes pixels
    }
  }

  private void frame(int marker, int start, int length) throws PictureException {
    ByteCursor header = new ByteCursor(encoded, start + 2);
    int precision = header.u8();
    int declaredHeight = header.u16Big();
    int declaredWidth = header.u16Big();
    components = header.u8();
    if (width != 0) {
      throw damaged();
    }
    if (precision != 8 || (components != 1 && components != 3 && components != 4)) {
      throw PictureException.unsupported(
          "This kind of JPEG (not 8 bits, or no common colours) is not supported: save it in grey"
              + " or RGB.");
    }
    limits.requireSize(declaredWidth, declaredHeight);
    width = declaredWidth;
    height = declaredHeight;
    progressive = marker == PROGRESSIVE;
    int[] names = new int[components];
    for (int i = 0; i < components; i++) {
      names[i] = header.u8();
      header.skip(2); // sampling and table
    }
    colors.name(names);
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
    long samples = (long) width * height * Math.max(COLORS, components);
    boolean large = samples > (long) limits.pixelsMax() / SEVERAL_SCANS_SHARE * COLORS;
    if (scans > SCANS_MAX || (scans > 1 && large)) {
      throw PictureException.tooLarge(
          "The JPEG has too many scans for its size: save it as one that is not progressive.");
    }
    int start = cursor.position();
    int end = start;
    while (end < encoded.length && !endsScan(end)) {
      end++;
    }
    cursor.skip((long) end - start);
    kept.write(encoded, start, end - start);
  }

  private boolean endsScan(int at) {
    if ((encoded[at] & 0xff) != 0xff || at + 1 == encoded.length) {
      return false;
    }
    int marker = encoded[at + 1] & 0xff;
    boolean restart = marker >= 0xd0 && marker <= 0xd7;
    return marker != 0 && marker != 0xff && !restart;
  }

  private static PictureException damaged() {
    return PictureException.malformed(
        "The JPEG is damaged, its segments are in disorder: save it again and send that.");
  }
}
