package dev.thalweg.model.kernel.sparse;

import dev.thalweg.model.kernel.Matrix;

/**
 * The inputs of a block that are not 0 in all examples of a minibatch, in order and beside one
 * another in native memory. Others fill up their number to a multiple of {@value #STEP}, so that
 * there are few shapes.
 */
final class PackedInputs {

  static final int STEP = 16;

  private final int start;
  private final int end;
  private final int rows;
  private final int[] inputs;

  /** How many follow one another from each on. */
  private final int[] runs;

  private int count;

  /** Null until examples are packed: where they never are, none of their memory is taken. */
  private float[] numbers;

  private Matrix memory;
  private Matrix parameters;

  /**
   * None of them is known.
   *
   * @param start the first input of the block
   * @param end the one behind its last
   */
  PackedInputs(int start, int end, int rows) {
    this.start = start;
    this.end = end;
    this.rows = rows;
    inputs = new int[end - start];
    runs = new int[inputs.length];
  }

  /**
   * Decides which they are.
   *
   * @param occupied of each input of all, 0 where it is 0 in all examples
   */
  void choose(byte[] occupied) {
    int found = 0;
    for (int i = start; i < end; i++) {
      found += occupied[i] == 0 ? 0 : 1;
    }
    int wanted = (found + STEP - 1) / STEP * STEP;
    int others = Math.min(start == 0 ? Math.max(wanted, STEP) : wanted, size()) - found;
    count = 0;
    for (int i = start; i < end; i++) {
      if (occupied[i] != 0 || others-- > 0) {
        inputs[count++] = i;
      }
    }
    for (int i = count - 1; i >= 0; i--) {
      runs[i] = i + 1 < count && inputs[i + 1] == inputs[i] + 1 ? runs[i + 1] + 1 : 1;
    }
  }

  /** Takes them from a minibatch, row-major [rows, inputs of all]. */
  void pack(float[] examples) {
    allocate();
    int all = examples.length / rows;
    for (int row = 0; row < rows; row++) {
      pick(examples, row * all, inputs, count, numbers, row * count);
    }
    memory.put(numbers, rows * count);
  }

  /** The same of bytes without a sign, an array for each row. */
  void pack(byte[][] examples) {
    allocate();
    for (int row = 0; row < rows; row++) {
      pick(examples[row], inputs, count, numbers, row * count);
    }
    memory.put(numbers, rows * count);
  }

  private void allocate() {
    if (memory == null) {
      numbers = new float[rows * size()];
      memory = Matrix.zeros(1, numbers.length);
    }
  }

  /** Here and below, what a loop needs comes as parameters, so that it need not read it again. */
  private static void pick(
      float[] source, int from, int[] inputs, int count, float[] target, int to) {
    for (int i = 0; i < count; i++) {
      target[to + i] = source[from + inputs[i]];
    }
  }

  private static void pick(byte[] source, int[] inputs, int count, float[] target, int to) {
    for (int i = 0; i < count; i++) {
      target[to + i] = source[inputs[i]] & 0xff;
    }
  }

  /** The first input of the block. */
  int start() {
    return start;
  }

  /** Inputs of the block. */
  int size() {
    return end - start;
  }

  /** How many there are now. */
  int count() {
    return count;
  }

  /** Which input of all is the one at an index below {@link #count}. */
  int input(int index) {
    return inputs[index];
  }

  /** How many follow one another among all inputs from the one at an index on, it included. */
  int run(int index) {
    return runs[index];
  }

  /** The numbers where there are so many of them, [rows, count]. */
  Matrix matrix(int columns) {
    return memory.view(0, rows, columns);
  }

  /**
   * Memory for what a layer has for each of them: its weights, and when these have been used the
   * weights' gradient.
   *
   * @param units always the same
   * @return room for all inputs of the block, in one row
   */
  Matrix parameters(int units) {
    if (parameters == null) {
      parameters = Matrix.zeros(1, size() * units);
    }
    return parameters;
  }

  void free() {
    if (memory != null) {
      memory.free();
    }
    if (parameters != null) {
      parameters.free();
    }
  }
}
