package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.feature.Feature;
import java.util.List;

/**
 * What a field may become.
 *
 * @param features none if it is left out
 * @param comment why, for a person; may be empty
 */
record Guess(List<Feature> features, String comment) {
  static Guess of(String comment, Feature... features) {
    return new Guess(List.of(features), comment);
  }

  static Guess leftOut(String comment) {
    return new Guess(List.of(), comment);
  }
}
