package dev.thalweg.model.kernel.picture;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import java.util.ArrayList;
import java.util.List;

/** Pictures that are the rows of a matrix, put in order for a layer above. */
final class PictureRows implements Pictures {

  /** Few enough for the caches. */
  private static final int PICTURES_MAX = 32;

  private final Matrix rows;
  private final int height;
  private final int width;
  private final float scale;
  private final float[] heapRows;
  private final float[] numbers;
  private final List<Planes.Fold> folds = new ArrayList<>();
  private int limit = PICTURES_MAX;
  private float[] slopes = new float[0];
  private Planes planes;

  PictureRows(Matrix rows, int height, int width, float scale) {
    this.rows = rows;
    this.height = height;
    this.width = width;
    this.scale = scale;
    heapRows = new float[rows.length()];
    numbers = new float[rows.length()];
  }

  @Override
  public void fold(Planes.Fold fold) {
    folds.add(fold);
  }

  @Override
  public void limit(int pictures) {
    limit = Math.min(limit, Math.max(1, pictures));
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
    return rows.columns() / height / width;
  }

  @Override
  public Planes planes() {
    if (planes == null) {
      int pictures = divisor(rows.rows(), limit);
      planes = new Planes(rows.rows() / pictures, pictures, height, width, folds);
    }
    return planes;
  }

  /** The largest divisor that is not above a limit. */
  private static int divisor(int count, int limit) {
    int divisor = Math.min(count, limit);
    while (count % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  @Override
  public void begin() {
    rows.get(heapRows, heapRows.length);
    planes().order(heapRows, channels(), scale, numbers);
  }

  @Override
  public void read(int at, float[] target, int start, int count) {
    System.arraycopy(numbers, at, target, start, count);
  }

  @Override
  public void write(int at, float[] source, int start, int count) {
    if (slopes.length == 0) {
      slopes = new float[numbers.length];
    }
    System.arraycopy(source, start, slopes, at, count);
  }

  @Override
  public void end(TrainingKernel below) {
    planes().rows(slopes, channels(), heapRows);
    below.slopes().put(heapRows, heapRows.length);
  }
}
