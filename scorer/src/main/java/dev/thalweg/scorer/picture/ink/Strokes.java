package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.refusal.PictureException;
import java.util.Comparator;
import java.util.List;

/** The digit among all that is dark on paper. */
final class Strokes {
  /** How many deviations of the ground lie between it and ink, at the least. */
  private static final double CLARITY_MIN = 6;

  /** The same if it is on the edge, where it may be a shadow. */
  private static final double ON_EDGE_CLARITY_MIN = 10;

  /** A ground that deviates less, in levels of 255, is no clearer. */
  private static final double DEVIATION_MIN = 3;

  /** A piece on the edge, which is rather a shadow's than the digit's, has to be so much larger. */
  private static final double EDGE_PENALTY = 4;

  /** What there may be on the edge beside the largest piece, as a share of it. */
  private static final double ON_EDGE_MAX = 0.5;

  /** The parts of a digit: how far apart, as a share of it, how large and how dark at the least. */
  private static final double NEAR = 0.2;

  private static final double PART_MIN = 0.02;
  private static final double PART_DARKNESS_MIN = 0.6;

  /** The largest part is so much of the digit; else it is grain. */
  private static final double LARGEST_MIN = 0.4;

  /** What is as large as this beside the digit may as well be it. */
  private static final double RIVAL_MIN = 0.3;

  private final Plane darkness;
  private final boolean[] digit;
  private final double clarity;

  private Strokes(Plane darkness, boolean[] digit, double clarity) {
    this.darkness = darkness;
    this.digit = digit;
    this.clarity = clarity;
  }

  /**
   * Finds the digit.
   *
   * @param darkness of each pixel, 0 to 1; paper has 0
   * @param square pixels of the square's side by which ink was told from shadow
   * @throws PictureException if there is none, or more than one, or what there is may be no digit
   */
  static Strokes of(Plane darkness, int square) throws PictureException {
    Histogram levels = Histogram.of(levels(darkness));
    int threshold = levels.threshold();
    double clarity = clarity(levels, threshold);
    if (clarity < CLARITY_MIN) {
      throw Refusals.unclear();
    }
    Piece digit = digit(darkness, Piece.of(darkness, threshold / 255f));
    boolean[] mask = digit.mask(darkness.values().length);
    boolean doubtful = digit.spans(darkness) || (digit.onEdge() && clarity < ON_EDGE_CLARITY_MIN);
    if (doubtful || !new StrokeShape(darkness, mask, digit.side()).isDrawn(square)) {
      throw Refusals.unclear();
    }
    return new Strokes(darkness, mask, clarity);
  }

  private static byte[] levels(Plane darkness) {
    byte[] levels = new byte[darkness.values().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.max(0, Math.min(255, Math.round(darkness.values()[i] * 255)));
    }
    return levels;
  }

  private static double clarity(Histogram levels, int threshold) {
    Histogram.Moments ground = levels.moments(0, threshold);
    Histogram.Moments ink = levels.moments(threshold, Histogram.LEVELS);
    return (ink.mean() - ground.mean()) / Math.max(DEVIATION_MIN, ground.deviation());
  }

  /** The largest piece and those near it; what else is on the edge is none of the digit's. */
  private static Piece digit(Plane darkness, List<Piece> pieces) throws PictureException {
    Piece largest =
        pieces.stream()
            .max(Comparator.comparingDouble(p -> p.onEdge() ? p.mass() / EDGE_PENALTY : p.mass()))
            .orElseThrow(Refusals::nothingDrawn);
    double onEdge =
        pieces.stream().filter(p -> p != largest && p.onEdge()).mapToDouble(Piece::mass).sum();
    if (onEdge > ON_EDGE_MAX * largest.mass()) {
      throw Refusals.unclear();
    }
    List<Piece> rest =
        pieces.stream()
            .filter(p -> p != largest && !p.onEdge())
            .filter(p -> p.mass() >= PART_MIN * largest.mass())
            .filter(p -> p.meanDarkness() >= PART_DARKNESS_MIN * largest.meanDarkness())
            .toList();
    Piece digit = largest;
    boolean grown = true;
    while (grown) {
      Piece soFar = digit;
      List<Piece> near = rest.stream().filter(p -> p.isNear(soFar, NEAR * soFar.side())).toList();
      rest = rest.stream().filter(p -> !near.contains(p)).toList();
      for (Piece part : near) {
        digit = digit.with(part, darkness);
      }
      grown = !near.isEmpty();
    }
    if (largest.mass() < LARGEST_MIN * digit.mass()) {
      throw Refusals.unclear();
    }
    for (Piece other : rest) {
      if (other.mass() > RIVAL_MIN * digit.mass()) {
        throw Refusals.severalThings();
      }
    }
    return digit;
  }

  /** How well ink and ground are told apart, in deviations of the ground. */
  double clarity() {
    return clarity;
  }

  /** The digit with its rims, and nothing else. */
  Ink ink() {
    byte[] levels = levels(darkness);
    for (int y = 0; y < darkness.height(); y++) {
      for (int x = 0; x < darkness.width(); x++) {
        if (!isNear(x, y)) {
          levels[y * darkness.width() + x] = 0;
        }
      }
    }
    return Ink.of(levels, darkness.width(), darkness.height());
  }

  private boolean isNear(int x, int y) {
    for (int j = Math.max(0, y - 1); j <= Math.min(darkness.height() - 1, y + 1); j++) {
      for (int i = Math.max(0, x - 1); i <= Math.min(darkness.width() - 1, x + 1); i++) {
        if (digit[j * darkness.width() + i]) {
          return true;
        }
      }
    }
    return false;
  }
}
