package dev.thalweg.model.kernel.sparse;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * A product with the occupied inputs of a block, built once for each number of them. The rows of a
 * matrix [all inputs, units] on the heap that go with these inputs lie beside one another in native
 * memory: weights before the product of a forward pass, their gradient after that of a backward
 * pass, which comes second.
 */
final class PackedProduct implements Product {

  private final PackedInputs inputs;
  private final int units;
  private final BiFunction<Matrix, Matrix, Product> making;
  private Matrix rows;
  private FloatBuffer buffer;
  private final Product[] products;

  /**
   * Without any product yet.
   *
   * @param making builds the product of the occupied inputs, [examples, count], and the rows that
   *     go with them, [count, units]
   */
  PackedProduct(PackedInputs inputs, int units, BiFunction<Matrix, Matrix, Product> making) {
    this.inputs = inputs;
    this.units = units;
    this.making = making;
    products = new Product[inputs.size() + 1];
  }

  private void allocate() {
    if (rows == null) {
      rows = inputs.parameters(units);
      buffer = rows.buffer();
    }
  }

  /** With the inputs that are occupied now. */
  @Override
  public void run() {
    int count = inputs.count();
    if (count == 0) {
      return;
    }
    allocate();
    if (products[count] == null) {
      products[count] = making.apply(inputs.matrix(count), rows.view(0, count, units));
    }
    products[count].run();
  }

  /** Takes the rows of the occupied inputs from a matrix of all. */
  void putRows(float[] matrix) {
    allocate();
    for (int i = 0; i < inputs.count(); i += inputs.run(i)) {
      buffer.put(i * units, matrix, inputs.input(i) * units, inputs.run(i) * units);
    }
  }

  /** Writes the block's rows of a matrix of all: 0 where an input is not occupied. */
  void getRows(float[] matrix) {
    int next = inputs.start();
    for (int i = 0; i < inputs.count(); i += inputs.run(i)) {
      int input = inputs.input(i);
      Arrays.fill(matrix, next * units, input * units, 0);
      buffer.get(i * units, matrix, input * units, inputs.run(i) * units);
      next = input + inputs.run(i);
    }
    Arrays.fill(matrix, next * units, (inputs.start() + inputs.size()) * units, 0);
  }

  /** The sum of the rows' magnitudes. */
  double magnitude() {
    return inputs.count() == 0 ? 0 : rows.magnitude(0, inputs.count() * units);
  }

  @Override
  public void close() {
    for (Product product : products) {
      if (product != null) {
        product.close();
      }
    }
  }
}
