package dev.thalweg.producer.source.digits;

import java.util.List;
import java.util.stream.Stream;

/**
 * The shapes of the ten digits, in several hands. Each is drawn with a pen of no width in a box 70
 * wide and 100 high, y downwards, in the notation of {@link StrokePath}. Data rather than fonts: a
 * headless JDK has none, and no two systems have the same.
 */
public enum Typeface {
  SANS(
      "O 35 50 29 50",
      "M 16 22 L 40 0 L 40 100",
      "A 35 27 28 27 190 215 L 6 100 L 66 100",
      "A 33 25 26 25 205 245 ; A 33 74 30 26 270 245",
      "M 50 100 L 50 0 L 4 68 L 68 68",
      "M 60 0 L 16 0 L 12 44 A 34 67 30 33 228 280",
      "M 58 4 Q 6 14 5 68 ; O 35 68 30 32",
      "M 5 0 L 65 0 L 26 100",
      "O 35 25 25 25 ; O 35 75 30 25",
      "O 35 32 30 32 ; M 65 32 Q 65 90 14 97"),
  BOOK(
      "O 35 50 23 50",
      "M 16 14 Q 30 12 37 0 L 37 100 ; M 18 100 L 56 100",
      "M 10 24 Q 10 0 36 0 Q 62 0 62 26 Q 62 48 6 98 L 58 98 Q 64 98 66 84",
      "M 10 16 Q 20 0 36 0 Q 58 0 58 22 Q 58 44 30 46 Q 64 48 64 74 Q 64 100 34 100 Q 12 100 6 86",
      "M 48 100 L 48 0 L 2 70 L 70 70 ; M 34 100 L 62 100",
      "M 62 2 L 20 2 L 14 46 Q 24 38 38 38 Q 66 40 65 68 Q 64 100 32 100 Q 10 100 6 88",
      "M 60 4 Q 40 0 24 20 Q 6 44 8 70 Q 10 100 36 100 Q 64 100 64 70 Q 64 44 38 44 Q 14 44 8 70",
      "M 6 18 L 8 2 L 66 2 Q 36 40 30 100",
      "M 35 47 Q 10 38 12 22 Q 14 0 35 0 Q 57 0 58 22 Q 60 38 35 47"
          + " Q 4 58 6 78 Q 8 100 35 100 Q 62 100 64 78 Q 66 58 35 47",
      "M 10 96 Q 30 100 46 80 Q 64 56 62 30 Q 60 0 34 0 Q 6 0 6 30 Q 6 56 32 56 Q 56 56 62 30"),
  SEGMENTS(
      "M 8 0 L 62 0 L 62 100 L 8 100 L 8 0",
      "M 36 0 L 36 100",
      "M 8 0 L 62 0 L 62 50 L 8 50 L 8 100 L 62 100",
      "M 8 0 L 62 0 L 62 100 L 8 100 ; M 18 50 L 62 50",
      "M 8 0 L 8 52 L 62 52 ; M 62 0 L 62 100",
      "M 62 0 L 8 0 L 8 50 L 62 50 L 62 100 L 8 100",
      "M 62 0 L 8 0 L 8 100 L 62 100 L 62 50 L 8 50",
      "M 8 0 L 62 0 L 62 100",
      "M 8 0 L 62 0 L 62 100 L 8 100 L 8 0 ; M 8 50 L 62 50",
      "M 62 50 L 8 50 L 8 0 L 62 0 L 62 100 L 8 100"),
  HAND(
      "M 40 2 Q 8 0 6 54 Q 6 100 32 100 Q 62 98 64 48 Q 64 4 34 4",
      "M 42 0 L 30 100",
      "M 8 22 Q 16 -2 40 2 Q 66 8 54 40 Q 42 74 6 94 Q 2 80 22 84 Q 48 96 68 94",
      "M 8 10 Q 34 -8 54 8 Q 64 34 28 46 Q 66 46 62 76 Q 52 106 6 92",
      "M 14 0 Q 8 30 6 52 Q 36 56 66 48 ; M 56 6 Q 50 60 46 100",
      "M 16 2 Q 12 26 10 46 Q 58 32 62 66 Q 58 104 6 96 ; M 16 4 L 64 0",
      "M 44 0 Q 8 40 8 72 Q 12 102 38 100 Q 62 94 60 68 Q 48 46 10 72",
      "M 6 6 Q 36 8 64 2 Q 40 48 26 100 ; M 20 52 L 58 48",
      "M 58 12 Q 34 -10 16 10 Q 8 32 40 48 Q 70 70 52 94 Q 26 110 10 84 Q 8 64 38 46"
          + " Q 66 26 56 10",
      "M 58 20 Q 38 -8 14 12 Q -2 44 24 52 Q 52 48 58 18 Q 60 60 50 100"),
  STENCIL(
      "M 35 0 Q 6 0 6 30 L 6 70 Q 6 100 35 100 Q 64 100 64 70 L 64 30 Q 64 0 35 0",
      "M 12 26 L 38 0 L 38 100 ; M 10 100 L 64 100",
      "M 6 30 Q 6 0 36 0 Q 66 0 64 28 Q 62 44 38 62 Q 6 84 6 100 L 66 100",
      "M 8 0 L 62 0 L 32 40 Q 66 40 65 70 Q 62 100 34 100 Q 10 100 4 80",
      "M 26 0 L 4 62 L 66 62 ; M 48 36 L 48 100",
      "M 58 0 L 12 0 L 12 42 L 36 42 Q 64 44 64 70 Q 64 100 36 100 L 8 100",
      "M 48 0 L 10 56 ; O 36 70 29 30",
      "M 8 16 L 8 0 L 64 0 Q 40 46 38 100",
      "M 35 48 Q 10 46 10 24 Q 10 0 35 0 Q 60 0 60 24 Q 60 46 35 48"
          + " Q 5 50 5 76 Q 5 100 35 100 Q 65 100 65 76 Q 65 50 35 48",
      "O 34 30 29 30 ; M 60 44 L 24 100"),
  CURSIVE(
      "O 35 50 28 50 ; M 50 22 L 20 78",
      "M 20 16 L 38 0 L 38 88 Q 38 100 54 98",
      "M 8 14 Q 40 -14 60 16 Q 68 40 30 70 L 6 96 Q 34 84 66 98",
      "M 10 8 Q 56 -8 58 24 Q 56 46 26 48 ; M 26 48 Q 66 50 62 78 Q 50 108 6 94",
      "M 40 0 Q 20 50 4 72 L 66 72 ; M 48 48 L 48 100",
      "M 56 0 L 18 0 Q 14 24 14 44 Q 62 34 62 68 Q 56 106 8 96",
      "M 62 10 Q 36 -10 16 30 Q -2 80 26 98 Q 58 106 64 74 Q 60 42 30 46 Q 10 54 8 76",
      "M 10 0 L 62 0 Q 26 54 24 100 ; M 16 50 L 52 50",
      "O 35 22 20 22 ; O 35 70 32 28",
      "M 62 30 Q 58 -2 30 0 Q 4 6 8 36 Q 18 60 44 54 Q 64 46 62 26 Q 66 80 40 100"
          + " Q 24 104 10 92");

  @SuppressWarnings("ImmutableEnumChecker") // parsed once, written by nobody
  private final List<StrokePath> digits;

  Typeface(String... digits) {
    this.digits = Stream.of(digits).map(StrokePath::parse).toList();
  }

  /** The strokes of a digit from 0 to 9. */
  public StrokePath digit(int digit) {
    return digits.get(digit);
  }
}
