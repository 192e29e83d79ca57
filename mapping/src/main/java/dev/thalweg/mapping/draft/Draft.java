package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.field.Fields;
import java.util.List;
import org.apache.avro.Schema;

/** Drafts a mapping. */
public final class Draft {
  /** How many records are looked at. */
  public static final int ROWS_MAX = 1_000;

  private Draft() {}

  /**
   * From a schema, and from rows if there are any: numbers, texts and what they hold come from
   * them.
   *
   * @return YAML
   */
  public static String of(Schema avro, List<? extends Fields> rows, DraftRequest request) {
    throw new UnsupportedOperationException("comes next");
  }

  /** From rows alone, such as JSON objects. */
  public static String ofRows(List<? extends Fields> rows, DraftRequest request) {
    throw new UnsupportedOperationException("comes next");
  }
}
