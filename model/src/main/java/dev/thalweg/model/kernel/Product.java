package dev.thalweg.model.kernel;

import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * One matrix product C = alpha op(A) op(B) with fixed operands, built once and run at every step.
 *
 * <p>Two libraries do it. Through ND4J's persistent operation context, oneDNN: the faster kernels,
 * at a fixed cost of some 10 us. Directly, OpenBLAS: no fixed cost. The choice depends on the shape
 * alone, so that it is the same in every process.
 */
public interface Product extends AutoCloseable {

  /** From so many multiplications on, oneDNN's kernels outweigh its fixed cost. */
  long NATIVE_OPERATION_MIN = 1L << 19;

  void run();

  @Override
  void close();

  /**
   * Builds the product.
   *
   * @param a left factor, [m, k], or [k, m] if transposed
   * @param b right factor, [k, n], or [n, k] if transposed
   * @param c result, [m, n]
   */
  static Product of(
      Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix c, double alpha) {
    return of(a, transposeA, b, transposeB, c, alpha, 0);
  }

  /** Builds C = A op(B) + beta C, with 0 or 1 for beta. */
  static Product adding(Matrix a, Matrix b, boolean transposeB, Matrix c, double beta) {
    return of(a, false, b, transposeB, c, 1, beta);
  }

  /** Builds C = alpha op(A) B + beta C, by oneDNN however small it is. */
  static Product large(
      Matrix a, boolean transposeA, Matrix b, Matrix c, double alpha, double beta) {
    return NativeOperation.product(a, transposeA, b, false, c, alpha, beta);
  }

  /** Whether oneDNN multiplies [m, k] by [k, n]. */
  static boolean isLarge(long m, long k, long n) {
    return m * k * n >= NATIVE_OPERATION_MIN;
  }

  private static Product of(
      Matrix a,
      boolean transposeA,
      Matrix b,
      boolean transposeB,
      Matrix c,
      double alpha,
      double beta) {
    long k = transposeA ? a.rows() : a.columns();
    if (isLarge(c.rows(), k, c.columns())) {
      return NativeOperation.product(a, transposeA, b, transposeB, c, alpha, beta);
    }
    return new Blas(a, transposeA, b, transposeB, c, (float) alpha, (float) beta);
  }

  /** The product by OpenBLAS, in ND4J's own copy of it. */
  record Blas(
      Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix c, float alpha, float beta)
      implements Product {

    @Override
    public void run() {
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          transposeA ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
          transposeB ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
          c.rows(),
          c.columns(),
          transposeA ? a.rows() : a.columns(),
          alpha,
          a.pointer(),
          a.columns(),
          b.pointer(),
          b.columns(),
          beta,
          c.pointer(),
          c.columns());
    }

    @Override
    public void close() {}
  }
}
