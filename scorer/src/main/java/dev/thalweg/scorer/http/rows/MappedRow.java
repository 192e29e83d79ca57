package dev.thalweg.scorer.http.rows;

import dev.thalweg.mapping.VectorHash;
import java.util.Optional;

/**
 * What became of a row.
 *
 * @param columns the numbers that the model sees; null where there is an error
 * @param inputSha256 of the numbers; empty where there is an error
 * @param error why it can't be mapped, in a sentence
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MappedRow(float[] columns, String inputSha256, Optional<String> error) {

  static MappedRow of(float[] columns) {
    return new MappedRow(columns, VectorHash.of(columns), Optional.empty());
  }

  static MappedRow refused(String error) {
    return new MappedRow(null, "", Optional.of(error));
  }
}
