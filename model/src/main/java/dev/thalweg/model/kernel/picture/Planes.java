package dev.thalweg.model.kernel.picture;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of the numbers of a minibatch's pictures: [groups, channels, phases, pictures, rows,
 * columns].
 *
 * <p>A picture that will be pooled is folded by the windows: a phase is a place in the window, and
 * holds that number of every window. So a pooling takes the larger of runs, number by number, and a
 * picture moved by a pixel consists of runs as well. With a fold for each of several poolings the
 * phases of the first are the outermost, and what it makes is folded already.
 */
public final class Planes {

  /** A window that pictures are folded by. */
  public record Fold(int height, int width) {}

  private final int groups;
  private final int pictures;
  private final int height;
  private final int width;
  private final List<Fold> folds;
  private final int foldHeight;
  private final int foldWidth;
  private final int[] phaseAt;
  private final int[] places;

  /**
   * An order.
   *
   * @param groups how many, one behind the other
   * @param pictures of each group
   * @param height of a picture, divisible by those of all folds together
   * @param width of a picture, likewise
   * @param folds outermost first
   */
  Planes(int groups, int pictures, int height, int width, List<Fold> folds) {
    this.groups = groups;
    this.pictures = pictures;
    this.height = height;
    this.width = width;
    this.folds = List.copyOf(folds);
    foldHeight = folds.stream().mapToInt(Fold::height).reduce(1, (a, b) -> a * b);
    foldWidth = folds.stream().mapToInt(Fold::width).reduce(1, (a, b) -> a * b);
    phaseAt = new int[foldHeight * foldWidth];
    places = new int[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int phase = phaseOf(y % foldHeight, x % foldWidth);
        phaseAt[y % foldHeight * foldWidth + x % foldWidth] = phase;
        places[(phase * rows() + y / foldHeight) * columns() + x / foldWidth] = y * width + x;
      }
    }
  }

  private int phaseOf(int y, int x) {
    int phase = 0;
    int restY = y;
    int restX = x;
    for (Fold fold : folds) {
      int inWindow = restY % fold.height() * fold.width() + restX % fold.width();
      phase = phase * fold.height() * fold.width() + inWindow;
      restY /= fold.height();
      restX /= fold.width();
    }
    return phase;
  }

  /** The order of what a pooling by the outermost fold makes. */
  public Planes pooled() {
    Fold fold = folds.get(0);
    return new Planes(
        groups,
        pictures,
        height / fold.height(),
        width / fold.width(),
        folds.subList(1, folds.size()));
  }

  /** The order of pictures of another size, of the same groups. */
  public Planes resized(int newHeight, int newWidth, List<Fold> newFolds) {
    return new Planes(groups, pictures, newHeight, newWidth, new ArrayList<>(newFolds));
  }

  /** How many groups. */
  public int groups() {
    return groups;
  }

  /** How many phases. */
  public int phases() {
    return phaseAt.length;
  }

  /** Rows of a phase of one picture. */
  public int rows() {
    return height / foldHeight;
  }

  /** Columns of a phase of one picture. */
  public int columns() {
    return width / foldWidth;
  }

  /** How many rows of a picture there are between two of a phase. */
  public int foldHeight() {
    return foldHeight;
  }

  /** How many columns of a picture there are between two of a phase. */
  public int foldWidth() {
    return foldWidth;
  }

  /** The phase of a number of the picture. */
  public int phase(int y, int x) {
    return phaseAt[Math.floorMod(y, foldHeight) * foldWidth + Math.floorMod(x, foldWidth)];
  }

  /** Numbers of a phase: of all pictures of a group. */
  public int plane() {
    return pictures * rows() * columns();
  }

  /** Numbers of a channel of a group. */
  public int channel() {
    return phases() * plane();
  }

  /** Where in its channel a number of one picture of a group stands. */
  public int index(int picture, int y, int x) {
    int row = picture * rows() + y / foldHeight;
    return phase(y, x) * plane() + row * columns() + x / foldWidth;
  }

  /** Pictures of a group. */
  public int pictures() {
    return pictures;
  }

  /**
   * Puts rows in order, each number times a factor. One picture after the other, since it stays in
   * the nearest cache.
   *
   * @param rows [all pictures, height * width * channels], row-major, channels last
   */
  void order(float[] rows, int channels, float factor, float[] ordered) {
    int area = rows() * columns();
    int start = 0;
    for (int picture = 0; picture < groups * pictures; picture++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = first(picture, channels, channel);
        for (int phase = 0; phase < phases(); phase++) {
          gather(rows, start + channel, channels, places, phase * area, area, factor, ordered, at);
          at += plane();
        }
      }
      start += places.length * channels;
    }
  }

  private static void gather(
      float[] rows,
      int start,
      int channels,
      int[] places,
      int from,
      int count,
      float factor,
      float[] ordered,
      int at) {
    for (int i = 0; i < count; i++) {
      ordered[at + i] = factor * rows[start + places[from + i] * channels];
    }
  }

  /** Where the first phase of a channel of a picture begins. */
  private int first(int picture, int channels, int channel) {
    int group = picture / pictures;
    return (group * channels + channel) * channel()
        + (picture - group * pictures) * rows() * columns();
  }

  /** The inverse of {@link #order}, without a factor. */
  void rows(float[] ordered, int channels, float[] rows) {
    int area = rows() * columns();
    int start = 0;
    for (int picture = 0; picture < groups * pictures; picture++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = first(picture, channels, channel);
        for (int phase = 0; phase < phases(); phase++) {
          scatter(ordered, at, rows, start + channel, channels, places, phase * area, area);
          at += plane();
        }
      }
      start += places.length * channels;
    }
  }

  private static void scatter(
      float[] ordered,
      int at,
      float[] rows,
      int start,
      int channels,
      int[] places,
      int from,
      int count) {
    for (int i = 0; i < count; i++) {
      rows[start + places[from + i] * channels] = ordered[at + i];
    }
  }
}
