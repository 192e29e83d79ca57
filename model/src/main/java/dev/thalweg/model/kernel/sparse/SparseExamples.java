package dev.thalweg.model.kernel.sparse;

import dev.thalweg.model.kernel.ForwardProduct;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A minibatch of examples, and the products of a first layer that is dense. They leave out the
 * inputs that are 0 in all examples, where these are many: a picture's margin, categories that no
 * row is of.
 *
 * <p>Each sum is that of the whole product; with oneDNN on AVX-512 bit for bit, as it adds up in
 * the order of the inputs, in blocks of {@value #BLOCK}: each block is a product of its own here,
 * and what is left out of it is zeros. Elsewhere it may be rounded otherwise, always alike.
 */
public final class SparseExamples implements Source, ForwardProduct.Maker, AutoCloseable {

  /** How many inputs oneDNN adds up before it adds their sum to the result. */
  private static final int BLOCK = 384;

  /** The share of inputs up to which it pays to leave out the others. */
  private static final double SHARE_MAX = 0.85;

  private final Matrix all;

  /** Of each input, 0 if it is 0 in all examples. */
  private final byte[] occupied;

  private final float[] sums;
  private final float[] row;
  private float[] floats;
  private final List<PackedInputs> blocks = new ArrayList<>();
  private final List<PackedProduct> forward = new ArrayList<>();
  private final List<PackedProduct> gradient = new ArrayList<>();
  private Matrix weights;
  private Matrix wholeGradient;
  private float[] parameters;
  private boolean isWhole = true;

  /** Allocates a minibatch of zeros, [rows, inputs]. */
  public SparseExamples(int rows, int inputs) {
    all = Matrix.zeros(rows, inputs);
    occupied = new byte[inputs];
    sums = new float[inputs];
    row = new float[inputs];
  }

  /** Whole blocks while there is enough for two of them, and then halves. */
  private static int block(int rest) {
    if (rest >= 2 * BLOCK) {
      return BLOCK;
    }
    return rest > BLOCK ? (rest + 1) / 2 : rest;
  }

  /** Takes a minibatch, row-major [rows, inputs]. */
  public void read(float[] numbers) {
    isWhole = parameterCount() == 0 || isOccupied(numbers);
    if (isWhole) {
      all.put(numbers, numbers.length);
    } else {
      blocks.forEach(block -> block.pack(numbers));
    }
  }

  /**
   * Takes a minibatch of bytes without a sign.
   *
   * @param examples an array of inputs for each row
   */
  public void read(byte[][] examples) {
    isWhole = parameterCount() == 0 || isOccupied(examples);
    if (isWhole) {
      all.put(floats(examples), all.length());
    } else {
      blocks.forEach(block -> block.pack(examples));
    }
  }

  private float[] floats(byte[][] examples) {
    if (floats == null) {
      floats = new float[all.length()];
    }
    for (int i = 0; i < examples.length; i++) {
      copy(examples[i], floats, i * occupied.length);
    }
    return floats;
  }

  private static void copy(byte[] source, float[] target, int start) {
    for (int i = 0; i < source.length; i++) {
      target[start + i] = source[i] & 0xff;
    }
  }

  /** Whether few inputs are 0 in all examples; often one of them is enough to know. */
  private boolean isOccupied(float[] numbers) {
    Arrays.fill(sums, 0);
    for (int start = 0; start < numbers.length; start += row.length) {
      System.arraycopy(numbers, start, row, 0, row.length);
      addMagnitudes(sums, row);
      if (start == 0 && isAbove(count(sums))) {
        return true;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      occupied[i] = (byte) (sums[i] == 0 ? 0 : 1);
    }
    return choose();
  }

  private boolean isOccupied(byte[][] examples) {
    Arrays.fill(occupied, (byte) 0);
    for (byte[] example : examples) {
      addBits(occupied, example);
    }
    return choose();
  }

  private static int count(float[] numbers) {
    int count = 0;
    for (float number : numbers) {
      count += number == 0 ? 0 : 1;
    }
    return count;
  }

  private boolean isAbove(int count) {
    return count > SHARE_MAX * occupied.length;
  }

  private boolean choose() {
    int count = 0;
    for (PackedInputs block : blocks) {
      block.choose(occupied);
      count += block.count();
    }
    return isAbove(count);
  }

  /** Here and below one index for both arrays, or C2 makes no vector instructions of it. */
  private static void addMagnitudes(float[] sums, float[] numbers) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += Math.abs(numbers[i]);
    }
  }

  private static void addBits(byte[] bits, byte[] bytes) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] |= bytes[i];
    }
  }

  /** How many of the first of the flat vector are read and written here, and not by the layer. */
  public int parameterCount() {
    return weights == null ? 0 : weights.length();
  }

  /**
   * Takes the flat vector that the next products read these of.
   *
   * @param flat is kept; it must not change before the next call
   */
  public void load(float[] flat) {
    parameters = flat;
  }

  /** The whole minibatch; where products leave inputs out, only its shape is of use. */
  @Override
  public Matrix outputs() {
    return all;
  }

  @Override
  public ForwardProduct make(Matrix x, Matrix w, Matrix y, double scale) {
    ForwardProduct whole = ForwardProduct.WHOLE.make(x, w, y, scale);
    if (!Product.isLarge(x.rows(), x.columns(), w.columns())) {
      return whole;
    }
    weights = w;
    for (int start = 0; start < x.columns(); ) {
      int end = start + block(x.columns() - start);
      blocks.add(new PackedInputs(start, end, x.rows()));
      start = end;
    }
    for (PackedInputs block : blocks) {
      int beta = block.start() == 0 ? 0 : 1;
      forward.add(
          new PackedProduct(
              block,
              w.columns(),
              (inputs, rows) -> Product.large(inputs, false, rows, y, scale, beta)));
    }
    return new ForwardProduct() {
      @Override
      public void run(int rows) {
        if (isWhole) {
          w.put(parameters, w.length());
          whole.run(rows);
        } else {
          for (PackedProduct part : forward) {
            part.putRows(parameters);
            part.run();
          }
        }
      }

      @Override
      public void close() {
        whole.close();
        forward.forEach(PackedProduct::close);
      }
    };
  }

  @Override
  public Product gradient(Matrix x, Matrix slopes, Matrix result, double scale) {
    Product whole = ForwardProduct.WHOLE.gradient(x, slopes, result, scale);
    if (parameterCount() == 0) {
      return whole;
    }
    wholeGradient = result;
    for (PackedInputs block : blocks) {
      gradient.add(
          new PackedProduct(
              block,
              result.columns(),
              (inputs, rows) -> Product.large(inputs, true, slopes, rows, scale, 0)));
    }
    return new Product() {
      @Override
      public void run() {
        if (isWhole) {
          whole.run();
        } else {
          gradient.forEach(PackedProduct::run);
        }
      }

      @Override
      public void close() {
        whole.close();
        gradient.forEach(PackedProduct::close);
      }
    };
  }

  /** Writes the gradient of the first {@link #parameterCount}. */
  public void getGradient(float[] flat) {
    if (isWhole) {
      wholeGradient.get(flat, parameterCount());
    } else {
      gradient.forEach(part -> part.getRows(flat));
    }
  }

  /** The sum of the magnitudes of what {@link #getGradient} writes; not finite if one is not. */
  public double gradientMagnitude() {
    if (isWhole) {
      return wholeGradient.magnitude(0, parameterCount());
    }
    return gradient.stream().mapToDouble(PackedProduct::magnitude).sum();
  }

  @Override
  public ForwardProduct.Maker above() {
    return ForwardProduct.WHOLE;
  }

  @Override
  public void close() {
    blocks.forEach(PackedInputs::free);
    all.free();
  }
}
