package dev.thalweg.mapping.file;

import java.util.List;

/** A part of a file. What asks it for another kind than it is gets the sentence that says so. */
public sealed interface YamlNode permits Scalar, Sequence, Section {
  /** Where it stands. */
  Place place();

  /** What it is, such as {@code a list}. */
  String kind();

  /** Its text as it stands, with or without quotes; neither empty nor null. */
  default String text() {
    throw place().keyMistake("is %s: give one text".formatted(kind()));
  }

  /** Its items; at least one. */
  default List<YamlNode> items() {
    throw place().keyMistake("is %s: give a list, such as [a, b]".formatted(kind()));
  }

  /** Itself, if it has keys. */
  default Section section() {
    throw place().keyMistake("is %s: give keys with values, each as key: value".formatted(kind()));
  }

  /**
   * Its number, which is finite as float32.
   *
   * @param remedy what it has to be, such as {@code a number}
   */
  default float number32(String remedy) {
    throw place().keyMistake("is %s: give %s".formatted(kind(), remedy));
  }

  /** Its whole number, in these limits. */
  default int integer(int min, int max) {
    throw place()
        .keyMistake("is %s: give a whole number from %d to %d".formatted(kind(), min, max));
  }

  /** Whether it is {@code true}; else it is {@code false}. */
  default boolean flag() {
    throw place().keyMistake("is %s: give true or false".formatted(kind()));
  }
}
