package dev.thalweg.cli.demo.csv;

import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.draft.Draft;
import dev.thalweg.mapping.draft.DraftRequest;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.file.Place;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.generic.GenericRecord;

/** Drafts the mapping of a table by rows from all over it, so that each class is among them. */
final class CsvDraft {
  /** A sample's id is its row's number, which is the record's key. */
  private static final String ID = "$key";

  private final TargetValues values = new TargetValues();

  /** Rows whose target has a value that none before them has. */
  private final List<Fields> firsts = new ArrayList<>();

  /** Every so many-th row. */
  private final List<Fields> spread = new ArrayList<>();

  private long every = 1;

  private CsvDraft() {}

  /**
   * Drafts it.
   *
   * @param column what is to be learned
   * @return YAML
   * @throws UserException if that can't be learned, or there is nothing else
   */
  static String of(CsvTable table, String column, String pipeline, String topic) {
    String field = table.field(column);
    if (table.records().fieldNames().size() == 1) {
      throw new UserException(
          "%s has the one column %s, and nothing to learn it from."
              .formatted(table.path(), Place.quoted(column)));
    }
    CsvDraft draft = new CsvDraft();
    table.forEach(OptionalLong.empty(), (index, row) -> draft.add(index, row, field));
    draft.values.requireLearnable(column);
    return Draft.of(
        table.schema(),
        draft.rows(),
        new DraftRequest(pipeline, List.of(topic), Format.AVRO, field, ID, null));
  }

  private boolean add(long index, GenericRecord row, String field) {
    Fields fields = Fields.of(row);
    if (values.add(fields.at(field), index)) {
      firsts.add(fields);
    } else if (index % every == 0) {
      spread.add(fields);
      if (spread.size() == 2 * Draft.ROWS_MAX) {
        thin();
      }
    }
    return true;
  }

  /** Leaves every second one. */
  private void thin() {
    for (int i = 0; i < Draft.ROWS_MAX; i++) {
      spread.set(i, spread.get(2 * i));
    }
    spread.subList(Draft.ROWS_MAX, spread.size()).clear();
    every *= 2;
  }

  /** As many as are looked at: those with another target, and the others from all over. */
  private List<Fields> rows() {
    List<Fields> rows = new ArrayList<>(firsts);
    int room = Draft.ROWS_MAX - firsts.size();
    for (int i = 0; i < Math.min(room, spread.size()); i++) {
      rows.add(spread.size() <= room ? spread.get(i) : spread.get(i * spread.size() / room));
    }
    return rows;
  }
}
