package dev.thalweg.model.export;

import java.util.List;

/** A tensor as a file has it: one of the parameters', or what those of a dtype need besides. */
record StoredTensor(String name, Encoding encoding, List<Integer> shape) {

  /** How many bytes it has. */
  int length() {
    int length = encoding.bytes();
    for (int size : shape) {
      length *= size;
    }
    return length;
  }
}
