package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.field.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The paths of all fields that records have, in the order in which they first come. */
final class RecordPaths {
  private static final int DEPTH_MAX = 8;
  private static final int PATHS_MAX = 10_000;

  private final Set<String> leaves = new LinkedHashSet<>();
  private final Set<String> records = new HashSet<>();

  private RecordPaths() {}

  static List<String> of(List<? extends Fields> rows) {
    RecordPaths paths = new RecordPaths();
    rows.forEach(row -> paths.collect("", row, 0));
    // A record that is null in some rows is no leaf.
    paths.leaves.removeAll(paths.records);
    return new ArrayList<>(paths.leaves);
  }

  private void collect(String prefix, Fields fields, int depth) {
    for (String name : fields.names()) {
      String path = prefix + name;
      if (fields.value(name) instanceof Fields nested && depth < DEPTH_MAX) {
        records.add(path);
        collect(path + ".", nested, depth + 1);
      } else if (leaves.size() < PATHS_MAX) {
        leaves.add(path);
      }
    }
  }
}
