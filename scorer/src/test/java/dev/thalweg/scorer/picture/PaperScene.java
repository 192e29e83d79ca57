package dev.thalweg.scorer.picture;

import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * Ways in which a digit on paper is photographed, each in three strengths: the light, what is
 * printed on the paper, the colours of paper and ink, and what the camera adds.
 */
enum PaperScene {
  GRADIENT_ACROSS,
  GRADIENT_DIAGONAL,
  VIGNETTE,
  LAMP,
  SOFT_SHADOW,
  HARD_SHADOW,
  DEEP_SHADOW,
  CORNER_SHADOW,
  BAND_SHADOW,
  RULED,
  RULED_ASKEW,
  SQUARED,
  SQUARED_IN_SHADOW,
  GRAIN,
  SALT_AND_PEPPER,
  MOTTLED,
  COLORED_PAPER,
  CHALK,
  PENCIL,
  COMPRESSED;

  private static final int BANDS = 3; // red, green, blue

  /** The photograph's file: JPEG where that is the subject, else a BMP, which is quick to write. */
  byte[] photograph(byte[] digit, int side, int strength, RandomGenerator random) {
    BufferedImage image = render(digit, side, strength, random);
    return this == COMPRESSED
        ? Drawing.jpeg(image, new float[] {0.6f, 0.3f, 0.15f}[strength - 1])
        : Drawing.encode(image, "bmp");
  }

  private BufferedImage render(byte[] digit, int side, int strength, RandomGenerator random) {
    double field = side * (0.55 + 0.35 * random.nextDouble());
    double left = (side - field) * random.nextDouble();
    double top = (side - field) * random.nextDouble();
    boolean blocks = random.nextBoolean(); // enlarged with edges, or smoothly
    Place place = new Place(random, strength);
    double grain = grain(strength);
    double[] paper = paper(strength);
    double[] ink = ink(strength);
    int[] pixels = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double u = (x - left) / field * 28;
        double v = (y - top) / field * 28;
        double coverage = blocks ? nearest(digit, u, v) : between(digit, u - 0.5, v - 0.5);
        double light = light((double) x / side, (double) y / side, place);
        double print = 1 - printed(x, y, side, place);
        double noise = grain * random.nextGaussian();
        int rgb = 0;
        for (int band = 0; band < BANDS; band++) {
          double ground = paper[band] * print;
          double value = (ground + (ink[band] - ground) * coverage) * light + noise;
          rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
        }
        pixels[y * side + x] = spoiled(rgb, strength, random);
      }
    }
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, side, side, pixels, 0, side);
    return image;
  }

  /** What differs between two photographs of a scene. */
  private static final class Place {
    final int strength;
    final double angle;
    final double at;
    final double x;
    final double y;
    final double phase;

    Place(RandomGenerator random, int strength) {
      this.strength = strength;
      angle = 2 * Math.PI * random.nextDouble();
      at = 0.3 * (random.nextDouble() - 0.5);
      x = 0.2 + 0.6 * random.nextDouble();
      y = 0.2 + 0.6 * random.nextDouble();
      phase = random.nextDouble();
    }

    /** How far a point is beyond a line through the middle, about -0.5 to 0.5. */
    double beyond(double px, double py) {
      return (px - 0.5) * Math.cos(angle) + (py - 0.5) * Math.sin(angle) - at;
    }
  }

  private static double nearest(byte[] digit, double u, double v) {
    return value(digit, (int) Math.floor(u), (int) Math.floor(v));
  }

  private static double between(byte[] digit, double u, double v) {
    int x = (int) Math.floor(u);
    int y = (int) Math.floor(v);
    double right = u - x;
    double down = v - y;
    double upper = value(digit, x, y) * (1 - right) + value(digit, x + 1, y) * right;
    double lower = value(digit, x, y + 1) * (1 - right) + value(digit, x + 1, y + 1) * right;
    return upper * (1 - down) + lower * down;
  }

  private static double value(byte[] digit, int x, int y) {
    return x < 0 || y < 0 || x >= 28 || y >= 28 ? 0 : (digit[y * 28 + x] & 0xff) / 255.0;
  }

  /** The share of the light that reaches a point; x and y are 0 to 1. */
  private double light(double x, double y, Place place) {
    int strength = place.strength;
    double deep = 0.22 * strength;
    double centre = Math.hypot(x - 0.5, y - 0.5);
    double spot = Math.hypot(x - place.x, y - place.y);
    return switch (this) {
      case GRADIENT_ACROSS -> 1 - deep * (place.angle < Math.PI ? x : 1 - x);
      case GRADIENT_DIAGONAL, CHALK, COMPRESSED -> 1 - deep * (x + y) / 2;
      case VIGNETTE -> 1 - deep * 2 * centre * centre;
      case LAMP -> 1 - deep + deep * Math.exp(-spot * spot / 0.2);
      case SOFT_SHADOW, SQUARED_IN_SHADOW -> 1 - deep * edge(place.beyond(x, y), 0.08);
      case HARD_SHADOW -> 1 - deep * edge(place.beyond(x, y), 0.004);
      case DEEP_SHADOW -> 1 - (0.2 + 0.2 * strength) * edge(place.beyond(x, y), 0.2);
      case CORNER_SHADOW -> 1 - deep * edge(0.75 - Math.hypot(x, y), 0.03);
      case BAND_SHADOW -> 1 - deep * edge(0.2 - Math.abs(place.beyond(x, y)), 0.02);
      case MOTTLED -> 1 - 0.06 * strength * (1 + mottle(x, y, place));
      case PENCIL -> 1 - 0.1 * y;
      default -> 1;
    };
  }

  private static double mottle(double x, double y, Place place) {
    double one = Math.sin(9 * (x + place.phase)) * Math.sin(8 * (y + place.x));
    return one + 0.6 * Math.sin(23 * x * place.y + 19 * y + 6 * place.phase);
  }

  /** From 0 to 1 as the distance goes from below 0 to above it, over a width. */
  private static double edge(double distance, double width) {
    return 1 / (1 + Math.exp(-distance / width * 2));
  }

  /** How much the lines printed on the paper darken it at a pixel, 0 to 1. */
  private double printed(int x, int y, int side, Place place) {
    int strength = place.strength;
    return switch (this) {
      case RULED -> (0.05 + 0.15 * strength) * line(y, side, place);
      case RULED_ASKEW -> 0.35 * line(y + Math.tan(0.02 * strength) * x, side, place);
      case SQUARED -> (0.05 + 0.1 * strength) * squares(x, y, side, place);
      case SQUARED_IN_SHADOW -> 0.2 * squares(x, y, side, place);
      default -> 0;
    };
  }

  private static double squares(double x, double y, int side, Place place) {
    return Math.max(line(x, side, place), line(y, side, place));
  }

  private static double line(double across, int side, Place place) {
    double period = side / (9 + 6 * place.x);
    double within = across / period + place.phase;
    return (within - Math.floor(within)) * period < side / 200.0 ? 1 : 0;
  }

  private double[] paper(int strength) {
    return switch (this) {
      case COLORED_PAPER ->
          new double[][] {{250, 240, 170}, {240, 190, 120}, {200, 140, 110}}[strength - 1];
      case CHALK -> new double[] {40, 60, 50};
      case PENCIL -> grey(235);
      default -> grey(215);
    };
  }

  private double[] ink(int strength) {
    return switch (this) {
      case COLORED_PAPER ->
          new double[][] {{30, 40, 160}, {150, 20, 40}, {20, 70, 130}}[strength - 1];
      case CHALK -> grey(230);
      case PENCIL -> grey(80 + 35 * strength);
      default -> grey(45);
    };
  }

  private static double[] grey(double level) {
    return new double[] {level, level, level};
  }

  private double grain(int strength) {
    return switch (this) {
      case GRAIN -> 10 * strength;
      case COMPRESSED -> 6;
      default -> 2;
    };
  }

  private int spoiled(int rgb, int strength, RandomGenerator random) {
    if (this != SALT_AND_PEPPER || random.nextInt(100) >= strength) {
      return rgb;
    }
    return random.nextBoolean() ? 0xffffff : 0;
  }
}
