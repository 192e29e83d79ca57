package dev.thalweg.scorer.picture.decode;

/**
 * Which colours the components of a JPEG are. Viewers agree about that, by the marker of JFIF or of
 * Adobe, or by the names of the components; the platform's decoder does not, and guesses from their
 * sizes. So it is told, by a marker of Adobe's in the place of any other.
 */
final class JpegColors {
  /** The bytes of {@link #segment}. */
  static final int SEGMENT_BYTES = 16;

  private static final int NAME_BYTES = 5;
  private static final int TRANSFORM_AT = 11;
  private static final int UNKNOWN = -1;
  private static final int NONE = 0;
  private static final int LUMINANCE_AND_CHROMINANCE = 1;
  private static final int INVERTED_LUMINANCE_AND_CHROMINANCE = 2;

  private int components;
  private boolean namedRgb;
  private boolean jfif;
  private int adobe = UNKNOWN;

  /** Reads a segment APP0, which may be of JFIF. */
  void readJfif(byte[] encoded, int start, int length) {
    jfif |= isNamed(encoded, start, length, "JFIF\0");
  }

  /** Reads a segment APP14, which may be of Adobe. */
  void readAdobe(byte[] encoded, int start, int length) {
    if (length > TRANSFORM_AT && isNamed(encoded, start, length, "Adobe")) {
      adobe = encoded[start + TRANSFORM_AT] & 0xff;
    }
  }

  private static boolean isNamed(byte[] encoded, int start, int length, String name) {
    boolean named = length >= NAME_BYTES;
    for (int i = 0; i < NAME_BYTES && named; i++) {
      named = encoded[start + i] == name.charAt(i);
    }
    return named;
  }

  /** Takes the names of the components, each a byte. */
  void name(int[] names) {
    components = names.length;
    namedRgb = components == 3 && names[0] == 'R' && names[1] == 'G' && names[2] == 'B';
  }

  /** Cyan, magenta, yellow and black, for a printer. */
  boolean areInks() {
    return components == 4;
  }

  /** Whether the first three inks are stored as luminance and chrominance. */
  boolean areTransformedInks() {
    return areInks() && adobe == INVERTED_LUMINANCE_AND_CHROMINANCE;
  }

  /** The segment that tells the decoder; inks it leaves as they are. */
  byte[] segment() {
    boolean rgb = !jfif && (adobe == UNKNOWN ? namedRgb : adobe == NONE);
    int transform = components == 3 && !rgb ? LUMINANCE_AND_CHROMINANCE : NONE;
    byte[] name = {'A', 'd', 'o', 'b', 'e'};
    byte[] segment = new byte[SEGMENT_BYTES];
    segment[0] = (byte) 0xff;
    segment[1] = (byte) 0xee;
    segment[3] = 14; // its length
    System.arraycopy(name, 0, segment, 4, name.length);
    segment[4 + NAME_BYTES + 1] = 100; // version
    segment[4 + TRANSFORM_AT] = (byte) transform;
    return segment;
  }
}
