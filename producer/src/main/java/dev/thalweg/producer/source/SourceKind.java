package dev.thalweg.producer.source;

import java.util.Locale;

/** What the command line's {@code --source} can ask for. */
public enum SourceKind {
  /** MNIST or other IDX files; generated digits, with a note, where there are none. */
  MNIST,
  /** Any data set in IDX files, in a folder that is named. */
  IDX,
  /** Digits that the program draws. */
  DIGITS;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
