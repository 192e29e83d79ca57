package dev.thalweg.scorer.picture.ink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inked pixels that touch each other, with their corners at least, and what they cover. */
final class Piece {
  private final int[] pixels;
  private final double mass;
  private int left = Integer.MAX_VALUE;
  private int top = Integer.MAX_VALUE;
  private int right = -1;
  private int bottom = -1;
  private final boolean onEdge;

  private Piece(int[] pixels, Plane darkness) {
    this.pixels = pixels;
    double sum = 0;
    for (int at : pixels) {
      sum += darkness.values()[at];
      left = Math.min(left, at % darkness.width());
      right = Math.max(right, at % darkness.width());
      top = Math.min(top, at / darkness.width());
      bottom = Math.max(bottom, at / darkness.width());
    }
    mass = sum;
    onEdge =
        left == 0 || top == 0 || right == darkness.width() - 1 || bottom == darkness.height() - 1;
  }

  /** All pieces of at least a darkness. */
  static List<Piece> of(Plane darkness, float threshold) {
    float[] values = darkness.values();
    boolean[] seen = new boolean[values.length];
    int[] found = new int[values.length];
    List<Piece> pieces = new ArrayList<>();
    for (int start = 0; start < values.length; start++) {
      if (!seen[start] && values[start] >= threshold) {
        pieces.add(new Piece(filled(darkness, threshold, start, seen, found), darkness));
      }
    }
    return pieces;
  }

  private static int[] filled(
      Plane darkness, float threshold, int start, boolean[] seen, int[] found) {
    int width = darkness.width();
    int count = 0;
    seen[start] = true;
    found[count++] = start;
    for (int next = 0; next < count; next++) {
      int x = found[next] % width;
      int y = found[next] / width;
      for (int j = Math.max(0, y - 1); j <= Math.min(darkness.height() - 1, y + 1); j++) {
        for (int i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
          int at = j * width + i;
          if (!seen[at] && darkness.values()[at] >= threshold) {
            seen[at] = true;
            found[count++] = at;
          }
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The sum of its pixels' darkness. */
  double mass() {
    return mass;
  }

  double meanDarkness() {
    return mass / pixels.length;
  }

  boolean onEdge() {
    return onEdge;
  }

  /** Whether it reaches from one edge of the field to the opposite one. */
  boolean spans(Plane field) {
    return (left == 0 && right == field.width() - 1) || (top == 0 && bottom == field.height() - 1);
  }

  /** The longer side of its box, pixels. */
  int side() {
    return Math.max(right - left, bottom - top) + 1;
  }

  /** Whether the boxes of two are no further apart than a distance, across and down. */
  boolean isNear(Piece other, double distance) {
    return left - distance <= other.right
        && other.left - distance <= right
        && top - distance <= other.bottom
        && other.top - distance <= bottom;
  }

  /** The two as one. */
  Piece with(Piece other, Plane darkness) {
    int[] both = Arrays.copyOf(pixels, pixels.length + other.pixels.length);
    System.arraycopy(other.pixels, 0, both, pixels.length, other.pixels.length);
    return new Piece(both, darkness);
  }

  /** Which pixels of the field are its own. */
  boolean[] mask(int length) {
    boolean[] mask = new boolean[length];
    for (int at : pixels) {
      mask[at] = true;
    }
    return mask;
  }
}
