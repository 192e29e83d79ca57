package dev.thalweg.producer.drift;

/**
 * Turns an image around its centre, by bilinear interpolation; what comes in from outside is
 * background. In {@link StrictMath}, so that every platform gets the same bytes.
 */
final class Rotation {
  private final byte[] pixels;
  private final int height;
  private final int width;

  /** Of height x width pixels, uint8, row-major; not written to. */
  Rotation(byte[] pixels, int height, int width) {
    this.pixels = pixels;
    this.height = height;
    this.width = width;
  }

  /** The image turned counter-clockwise, as it is seen with its first row at the top. */
  byte[] by(double degrees) {
    double sin = StrictMath.sin(StrictMath.toRadians(degrees));
    double cos = StrictMath.cos(StrictMath.toRadians(degrees));
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    byte[] turned = new byte[pixels.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dx = x - middleX;
        double dy = y - middleY;
        turned[y * width + x] = at(middleX + cos * dx - sin * dy, middleY + sin * dx + cos * dy);
      }
    }
    return turned;
  }

  private byte at(double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double toRight = x - left;
    double down = y - top;
    double above = (1 - toRight) * grey(left, top) + toRight * grey(left + 1, top);
    double below = (1 - toRight) * grey(left, top + 1) + toRight * grey(left + 1, top + 1);
    return (byte) (int) ((1 - down) * above + down * below + 0.5);
  }

  private int grey(int x, int y) {
    boolean inside = x >= 0 && x < width && y >= 0 && y < height;
    return inside ? Byte.toUnsignedInt(pixels[y * width + x]) : 0;
  }
}
