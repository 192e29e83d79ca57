package dev.thalweg.scorer.http.rows;

import java.util.List;
import java.util.Optional;

/**
 * The rows of a request, in its order.
 *
 * @param id echoed in the answer
 * @param rows at least one, of which at least one is mapped
 * @param mapped how many are
 */
record RowsRequest(Optional<String> id, List<MappedRow> rows, int mapped) {

  /** The columns of all that are mapped, one row after the other. */
  float[] values(int width) {
    float[] values = new float[mapped * width];
    int position = 0;
    for (MappedRow row : rows) {
      if (row.error().isEmpty()) {
        System.arraycopy(row.columns(), 0, values, position, width);
        position += width;
      }
    }
    return values;
  }
}
