package dev.thalweg.benchmarks.stream;

import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.csv.CsvFile;
import dev.thalweg.mapping.draft.Draft;
import dev.thalweg.mapping.draft.DraftRequest;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A CSV file as a stream of vectors and targets, by the mapping that is drafted from its rows. */
final class CsvStream {
  private final Path path;
  private final VectorMapping mapping;

  /**
   * Drafts the mapping from the first rows.
   *
   * @throws UserException if the file can't be read, or the target is none of its columns
   */
  CsvStream(Path path, String target) {
    this.path = path;
    List<Fields> rows = new ArrayList<>();
    try (CsvFile file = CsvFile.open(path)) {
      for (Optional<Map<String, String>> row = file.next();
          row.isPresent() && rows.size() < Draft.ROWS_MAX;
          row = file.next()) {
        rows.add(Fields.of(row.get()));
      }
    }
    String draft =
        Draft.ofRows(
            rows, new DraftRequest("bench", List.of("rows"), Format.JSON, target, null, null));
    mapping = Mapping.parse(draft, path + "'s draft").vector();
  }

  VectorMapping mapping() {
    return mapping;
  }

  /** What takes a sample. */
  interface Taker {
    void take(float[] vector, double target);
  }

  /**
   * Reads the file from its beginning, and maps each row.
   *
   * @return how many rows there are
   * @throws UserException if a row can't be mapped
   */
  long each(Taker taker) {
    long rows = 0;
    try (CsvFile file = CsvFile.open(path)) {
      for (Optional<Map<String, String>> row = file.next(); row.isPresent(); row = file.next()) {
        Fields fields = Fields.of(row.get());
        taker.take(mapping.features(fields), mapping.target(fields));
        rows++;
      }
      return rows;
    } catch (MappingException e) {
      throw new UserException("Row %,d of %s: %s".formatted(rows + 1, path, e.getMessage()), e);
    }
  }
}
