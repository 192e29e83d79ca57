package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.refusal.PictureException;

/** The sentences for pictures in which no digit can be told. */
final class Refusals {

  private Refusals() {}

  static PictureException nothingDrawn() {
    return PictureException.malformed(
        "Nothing is drawn on the picture: send one digit on an even background, with a margin.");
  }

  static PictureException severalThings() {
    return PictureException.malformed(
        "Several things are drawn on the picture: send one digit and nothing else, with a margin.");
  }

  static PictureException unclear() {
    return PictureException.malformed(
        "Ink and background can't be told apart on the picture: send the digit in even light, dark"
            + " on plain paper.");
  }
}
