package dev.thalweg.scorer.http.rows;

import java.util.List;
import java.util.Optional;

/**
 * The rows of a request, in its order.
 *
 * @param id echoed in the answer
 * @param rows at least one
 * @param mapped how many of them are mapped, at least one
 * @param values the columns of those, one row after the other
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowsRequest(Optional<String> id, List<MappedRow> rows, int mapped, float[] values) {}
