package dev.thalweg.producer.drift;

import java.util.List;

/**
 * Turns a picture around its centre, by bilinear interpolation; what comes in from outside is
 * background. In {@link StrictMath}, so that every platform gets the same bytes.
 */
final class Rotation {
  private final byte[] pixels;
  private final int height;
  private final int width;
  private final int colours;

  /**
   * Of a picture.
   *
   * @param pixels uint8, row-major; not written to
   * @param shape height, width and, where each pixel has several values, how many
   */
  Rotation(byte[] pixels, List<Integer> shape) {
    this.pixels = pixels;
    this.height = shape.get(0);
    this.width = shape.get(1);
    this.colours = shape.size() == 2 ? 1 : shape.get(2);
  }

  /** The picture turned counter-clockwise, as it is seen with its first row at the top. */
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
        double fromX = middleX + cos * dx - sin * dy;
        double fromY = middleY + sin * dx + cos * dy;
        for (int colour = 0; colour < colours; colour++) {
          turned[(y * width + x) * colours + colour] = at(fromX, fromY, colour);
        }
      }
    }
    return turned;
  }

  private byte at(double x, double y, int colour) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double toRight = x - left;
    double down = y - top;
    double above =
        (1 - toRight) * value(left, top, colour) + toRight * value(left + 1, top, colour);
    double below =
        (1 - toRight) * value(left, top + 1, colour) + toRight * value(left + 1, top + 1, colour);
    return (byte) (int) ((1 - down) * above + down * below + 0.5);
  }

  private int value(int x, int y, int colour) {
    boolean inside = x >= 0 && x < width && y >= 0 && y < height;
    return inside ? Byte.toUnsignedInt(pixels[(y * width + x) * colours + colour]) : 0;
  }
}
