package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.util.Arrays;

/** The formats that are read, recognised by their first bytes and by nothing else. */
public enum PictureFormat {
  PNG("\u0089PNG\r\n\u001a\n"),
  JPEG("\u00ff\u00d8\u00ff"),
  GIF("GIF8"),
  BMP("BM");

  private final String magic; // each character a byte

  PictureFormat(String magic) {
    this.magic = magic;
  }

  public static PictureFormat of(byte[] encoded) throws PictureException {
    return Arrays.stream(values())
        .filter(format -> format.begins(encoded))
        .findFirst()
        .orElseThrow(
            () ->
                PictureException.unsupported(
                    "This is not a picture in a known format: send a PNG, JPEG, GIF or BMP."));
  }

  private boolean begins(byte[] encoded) {
    if (encoded.length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((encoded[i] & 0xff) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Checks a file of this format against the limits, then decodes it. */
  public PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    return switch (this) {
      case PNG -> PngFile.decode(encoded, limits);
      case JPEG -> JpegFile.decode(encoded, limits);
      case GIF -> GifFile.decode(encoded, limits);
      case BMP -> BmpFile.decode(encoded, limits);
    };
  }
}
