package dev.thalweg.model.kernel.picture;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;

/**
 * A layer that learns and makes pictures of pictures. To a layer above that knows {@link Pictures}
 * it gives them as they are in memory, to any other as rows; it has exactly one of both.
 */
public abstract class PictureKernel implements TrainingKernel, Pictures {

  private final int rows;
  private final int height;
  private final int width;
  private final int channels;
  private float[] numbers;
  private float[] slopes;
  private Matrix outputRows;
  private Matrix slopeRows;
  private float[] heapRows;

  /**
   * A layer with room for its outputs.
   *
   * @param rows pictures of a minibatch
   * @param height of what comes out
   * @param width of what comes out
   * @param channels of what comes out
   */
  protected PictureKernel(int rows, int height, int width, int channels) {
    this.rows = rows;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return channels;
  }

  private int length() {
    return rows * height * width * channels;
  }

  /** The outputs in their order, for the layer itself to write. */
  protected float[] numbers() {
    if (numbers == null) {
      numbers = new float[length()];
    }
    return numbers;
  }

  /** The derivative of the loss by the outputs, in their order. */
  protected float[] heapSlopes() {
    if (slopes == null) {
      slopes = new float[length()];
    }
    return slopes;
  }

  @Override
  public void read(int at, float[] target, int start, int count) {
    System.arraycopy(numbers(), at, target, start, count);
  }

  @Override
  public void write(int at, float[] source, int start, int count) {
    System.arraycopy(source, start, heapSlopes(), at, count);
  }

  /** The outputs as rows; who asks for these gives slopes by rows as well. */
  @Override
  public Matrix outputs() {
    if (outputRows == null) {
      outputRows = Matrix.zeros(rows, height * width * channels);
      slopeRows = Matrix.zeros(rows, height * width * channels);
      heapRows = new float[length()];
    }
    return outputRows;
  }

  @Override
  public float[] values() {
    return heapRows;
  }

  @Override
  public Matrix slopes() {
    return slopeRows;
  }

  /** Makes rows of the outputs if a layer above wants them. */
  protected void giveRows() {
    if (outputRows != null) {
      planes().rows(numbers(), channels, heapRows);
      outputRows.put(heapRows, heapRows.length);
    }
  }

  /** Puts the slopes in order if a layer above gives them as rows. */
  protected void takeSlopes() {
    if (slopeRows != null) {
      slopeRows.get(heapRows, heapRows.length);
      planes().order(heapRows, channels, 1, heapSlopes());
    }
  }

  @Override
  public void close() {
    if (outputRows != null) {
      outputRows.free();
      slopeRows.free();
    }
  }
}
