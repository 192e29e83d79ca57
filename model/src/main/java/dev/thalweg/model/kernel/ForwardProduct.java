package dev.thalweg.model.kernel;

import org.bytedeco.openblas.global.openblas_nolapack;

/** The product y = scale x W of a forward pass, with fixed operands and some rows of x. */
public interface ForwardProduct extends AutoCloseable {

  /** Builds the products of what a layer reads. */
  interface Maker {

    /**
     * Builds a product.
     *
     * @param x left factor, [most rows, k]
     * @param w right factor, [k, n]
     * @param y result, [most rows, n]
     */
    ForwardProduct make(Matrix x, Matrix w, Matrix y, double scale);

    /**
     * Builds the product G = scale x^T S of a backward pass.
     *
     * @param x as in {@link #make}
     * @param slopes right factor, [rows, n]
     * @param result [k, n]
     */
    default Product gradient(Matrix x, Matrix slopes, Matrix result, double scale) {
      return Product.of(x, true, slopes, false, result, scale);
    }

    /** What builds the products of the layers above. */
    default Maker above() {
      return this;
    }
  }

  /** Multiplies all rows, whatever the run says: for minibatches, which are always whole. */
  Maker WHOLE = Whole::of;

  /** Multiplies as many rows as the run says, without a fixed cost; all of them a tenth faster. */
  Maker ROWS = Rows::of;

  /** Multiplies the first rows of x. */
  void run(int rows);

  @Override
  void close();

  /** By the library that the shape decides. */
  record Whole(Product product) implements ForwardProduct {
    static Whole of(Matrix x, Matrix w, Matrix y, double scale) {
      return new Whole(Product.of(x, false, w, false, y, scale));
    }

    @Override
    public void run(int rows) {
      product.run();
    }

    @Override
    public void close() {
      product.close();
    }
  }

  /** Straight through OpenBLAS, but for all rows, which the shape's own library multiplies. */
  record Rows(Matrix x, Matrix w, Matrix y, double scale, Product all) implements ForwardProduct {

    /** Measured: 16 examples take 90 us one by one and 120 us as a product. */
    private static final int VECTOR_ROWS_MAX = 16;

    static Rows of(Matrix x, Matrix w, Matrix y, double scale) {
      return new Rows(x, w, y, scale, Product.of(x, false, w, false, y, scale));
    }

    /**
     * A matrix product packs the weights first, which for one row costs ten times the arithmetic;
     * so a few rows go one by one through the matrix-vector product.
     */
    @Override
    public void run(int rows) {
      if (rows > VECTOR_ROWS_MAX) {
        if (rows == x.rows()) {
          all.run();
        } else {
          multiply(rows);
        }
        return;
      }
      for (int row = 0; row < rows; row++) {
        multiplyOne(row);
      }
    }

    private void multiply(int rows) {
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasNoTrans,
          openblas_nolapack.CblasNoTrans,
          rows,
          w.columns(),
          w.rows(),
          (float) scale,
          x.pointer(),
          w.rows(),
          w.pointer(),
          w.columns(),
          0f,
          y.pointer(),
          w.columns());
    }

    private void multiplyOne(int row) {
      openblas_nolapack.cblas_sgemv(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasTrans,
          w.rows(),
          w.columns(),
          (float) scale,
          w.pointer(),
          w.columns(),
          row == 0 ? x.pointer() : x.pointer().getPointer((long) row * w.rows()),
          1,
          0f,
          row == 0 ? y.pointer() : y.pointer().getPointer((long) row * w.columns()),
          1);
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
