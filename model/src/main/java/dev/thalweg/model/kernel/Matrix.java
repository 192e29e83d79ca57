package dev.thalweg.model.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A row-major matrix of float32 in native memory: the array ND4J knows and the address behind it.
 * {@code INDArray}'s own bulk copies are 10 to 100 times slower than the pointer's.
 */
public record Matrix(INDArray array, FloatPointer pointer, int rows, int columns) {

  /** A matrix of zeros with memory of its own. */
  public static Matrix zeros(int rows, int columns) {
    Backend.nativeOps();
    return of(Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, 'c'), rows, columns);
  }

  private static Matrix of(INDArray array, int rows, int columns) {
    return new Matrix(array, (FloatPointer) array.data().addressPointer(), rows, columns);
  }

  /** Part of this one-row matrix, as a matrix on the same memory; measured to cost no speed. */
  public Matrix view(int offset, int viewRows, int viewColumns) {
    long end = (long) offset + (long) viewRows * viewColumns;
    INDArray part = array.get(NDArrayIndex.point(0), NDArrayIndex.interval(offset, end));
    return of(part.reshape('c', viewRows, viewColumns), viewRows, viewColumns);
  }

  /** Some of the rows, on the same memory. */
  public Matrix lines(int from, int count) {
    INDArray part = array.get(NDArrayIndex.interval(from, from + count), NDArrayIndex.all());
    return of(part, count, columns);
  }

  /** How many numbers it has. */
  public int length() {
    return rows * columns;
  }

  /** Copies the first numbers of an array to the front of the matrix. */
  public void put(float[] source, int count) {
    pointer.put(source, 0, count);
  }

  /** Copies an array from a place on to the same places of the matrix, to its end. */
  public void putFrom(int start, float[] source) {
    pointer.position(start).put(source, start, length() - start);
    pointer.position(0);
  }

  /** Copies the matrix from a place on to the same places of an array. */
  public void getFrom(int start, float[] target) {
    pointer.position(start).get(target, start, length() - start);
    pointer.position(0);
  }

  /** The sum of the magnitudes of some numbers, one after the other; not finite if one is not. */
  public double magnitude(int start, int count) {
    double sum = openblas_nolapack.cblas_sasum(count, pointer.position(start), 1);
    pointer.position(0);
    return sum;
  }

  /** Copies the front of the matrix to the front of an array. */
  public void get(float[] target, int count) {
    pointer.get(target, 0, count);
  }

  /**
   * The memory of a matrix that is no view, for copies of parts: they cost less than through the
   * pointer. Not to be used once it is freed.
   */
  public FloatBuffer buffer() {
    return new FloatPointer(pointer).capacity(length()).asBuffer();
  }

  /** Frees the memory at once; not for views. */
  public void free() {
    array.close();
  }
}
