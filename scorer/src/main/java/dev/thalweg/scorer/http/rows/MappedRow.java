package dev.thalweg.scorer.http.rows;

import dev.thalweg.mapping.vector.VectorHash;
import java.util.Optional;

/**
 * What became of a row.
 *
 * @param inputSha256 of its numbers; empty where there is an error
 * @param error why it can't be mapped, in a sentence
 */
record MappedRow(String inputSha256, Optional<String> error) {

  static MappedRow of(float[] columns) {
    return new MappedRow(VectorHash.of(columns), Optional.empty());
  }

  static MappedRow refused(String error) {
    return new MappedRow("", Optional.of(error));
  }
}
