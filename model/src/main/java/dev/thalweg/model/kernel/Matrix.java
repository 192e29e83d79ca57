package dev.thalweg.model.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A row-major matrix of float32 in native memory: the array ND4J knows and the address behind it.
 * {@code INDArray}'s own bulk copies are 10 to 100 times slower than the pointer's.
 */
record Matrix(INDArray array, FloatPointer pointer, int rows, int columns) {

  /** A matrix of zeros with memory of its own. */
  static Matrix zeros(int rows, int columns) {
    Backend.nativeOps();
    return of(Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, 'c'), rows, columns);
  }

  private static Matrix of(INDArray array, int rows, int columns) {
    return new Matrix(array, (FloatPointer) array.data().addressPointer(), rows, columns);
  }

  /** Part of this one-row matrix, as a matrix on the same memory; measured to cost no speed. */
  Matrix view(int offset, int viewRows, int viewColumns) {
    long end = (long) offset + (long) viewRows * viewColumns;
    INDArray part = array.get(NDArrayIndex.point(0), NDArrayIndex.interval(offset, end));
    return of(part.reshape('c', viewRows, viewColumns), viewRows, viewColumns);
  }

  int length() {
    return rows * columns;
  }

  void put(float[] source) {
    pointer.put(source, 0, length());
  }

  void get(float[] target) {
    pointer.get(target, 0, length());
  }

  /** Frees the memory at once; not for views. */
  void free() {
    array.close();
  }
}
