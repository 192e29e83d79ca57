package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The labels of an IDX file: whole numbers from 0, of any integer type. Of several columns the
 * first counts, and the notes say so.
 */
final class IdxLabels {
  /** Most classes that a network can tell apart. */
  static final int CLASSES_MAX = 65_536;

  private final IdxFile file;
  private final int columns;
  private final ByteBuffer values;
  private final int classes;

  private IdxLabels(IdxFile file) {
    this.file = file;
    this.columns = file.dimensions().length == 1 ? 1 : file.dimensions()[1];
    this.values = ByteBuffer.wrap(file.values());
    int largest = 0;
    for (int i = 0; i < file.count(); i++) {
      int label = at(i);
      if (label < 0 || label >= CLASSES_MAX) {
        throw new UserException(
            "%s has the label %d at index %d: a label is a class, from 0 to %d at most."
                .formatted(file.path(), label, i, CLASSES_MAX - 1));
      }
      largest = Math.max(largest, label);
    }
    this.classes = largest + 1;
  }

  /**
   * The labels of a file.
   *
   * @throws UserException when they are no integers, or one is no class
   */
  static IdxLabels of(IdxFile file) {
    if (!file.type().isInteger()) {
      throw new UserException(
          "%s holds %s, but labels are classes: give a file of whole numbers."
              .formatted(file.path(), file.type()));
    }
    return new IdxLabels(file);
  }

  /** The label at an index. */
  int at(int index) {
    return (int) file.type().value(values, index * columns);
  }

  /** One more than the largest label. */
  int classes() {
    return classes;
  }

  /** That only the first of several columns counts; empty where there is one. */
  List<String> notes() {
    return columns == 1
        ? List.of()
        : List.of(
            "%s has %d columns: the labels are those of the first."
                .formatted(file.path(), columns));
  }
}
