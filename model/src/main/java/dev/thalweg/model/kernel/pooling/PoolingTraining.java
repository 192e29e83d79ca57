package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.picture.PictureKernel;
import dev.thalweg.model.kernel.picture.Pictures;
import dev.thalweg.model.kernel.picture.Planes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A max-pooling that learns, of whole minibatches: each place of the windows has an array, and the
 * largest number of a window, or its slope, is found number by number.
 *
 * <p>Of a layer below that gives sums it takes the largest sum of each window, and applies the
 * activation to these: no activation falls, so that the largest output is that of the largest sum.
 */
public final class PoolingTraining extends PictureKernel {

  /** So many numbers of each place stay in the nearest cache. */
  private static final int SOME = 2048;

  private final PoolingWindows windows;
  private final Pictures inputs;
  private final Activation activation;
  private final boolean folds;
  private final List<Planes.Fold> later = new ArrayList<>();
  private final float[][] places;
  private final float[] largest;
  private Planes planes;
  private int[][] indices;
  private float[] channel;

  /** Allocates its buffers. */
  public PoolingTraining(PoolingWindows windows, Workbench bench) {
    super(bench.source().rows(), windows.rows(), windows.columns(), windows.channels());
    this.windows = windows;
    inputs = Pictures.of(bench.source(), windows.height(), windows.width(), bench.scale());
    activation = inputs.sums().orElse(Activation.IDENTITY);
    places = new float[windows.windowHeight() * windows.windowWidth()][numbers().length];
    largest = new float[numbers().length];
    folds =
        windows.height() % windows.windowHeight() == 0
            && windows.width() % windows.windowWidth() == 0;
    if (folds) {
      inputs.fold(new Planes.Fold(windows.windowHeight(), windows.windowWidth()));
    }
  }

  @Override
  public void fold(Planes.Fold fold) {
    if (folds) {
      inputs.fold(fold);
    } else {
      later.add(fold);
    }
  }

  @Override
  public void limit(int pictures) {
    inputs.limit(pictures);
  }

  @Override
  public Planes planes() {
    if (planes == null) {
      Planes below = inputs.planes();
      planes = folds ? below.pooled() : below.resized(height(), width(), later);
      if (!folds) {
        indices = windows.indices(below, planes);
        channel = new float[below.channel()];
      }
    }
    return planes;
  }

  @Override
  public void run(float[] parameters, int rows) {
    inputs.begin();
    for (int i = 0; i < planes().groups() * channels(); i++) {
      if (folds) {
        take(i);
      } else {
        gather(i);
      }
    }
    System.arraycopy(largest, 0, numbers(), 0, largest.length);
    activation.apply(numbers(), numbers().length);
    giveRows();
  }

  /** Of one channel of a group, some at a time. */
  private void take(int number) {
    int length = planes.channel();
    for (int from = 0; from < length; from += SOME) {
      int count = Math.min(SOME, length - from);
      int at = number * length + from;
      for (int place = 0; place < places.length; place++) {
        inputs.read(
            number * places.length * length + place * length + from, places[place], at, count);
      }
      findLargest(at, at + count);
    }
  }

  private void findLargest(int start, int end) {
    System.arraycopy(places[0], start, largest, start, end - start);
    for (int place = 1; place < places.length; place++) {
      Elementwise.takeLarger(largest, places[place], start, end);
    }
  }

  private void gather(int number) {
    int length = planes.channel();
    inputs.read(number * channel.length, channel, 0, channel.length);
    for (int place = 0; place < places.length; place++) {
      for (int i = 0; i < length; i++) {
        places[place][number * length + i] = channel[indices[place][i]];
      }
    }
    findLargest(number * length, (number + 1) * length);
  }

  /** Leaves the slopes by the largest numbers. */
  @Override
  public void backward() {
    takeSlopes();
    activation.derive(heapSlopes(), numbers(), heapSlopes().length);
  }

  /** The first of the largest numbers gets the slope. */
  @Override
  public void down(TrainingKernel below) {
    for (int i = 0; i < planes.groups() * channels(); i++) {
      if (folds) {
        give(i);
      } else {
        scatter(i);
      }
    }
    inputs.end(below);
  }

  private void give(int number) {
    int length = planes.channel();
    for (int from = 0; from < length; from += SOME) {
      int count = Math.min(SOME, length - from);
      int at = number * length + from;
      for (int place = 0; place < places.length; place++) {
        float[] slopes = places[place];
        Elementwise.giveToLargest(slopes, largest, heapSlopes(), at, at + count);
        inputs.write(number * places.length * length + place * length + from, slopes, at, count);
      }
    }
  }

  private void scatter(int number) {
    int length = planes.channel();
    int at = number * length;
    Arrays.fill(channel, 0);
    for (int place = 0; place < places.length; place++) {
      Elementwise.giveToLargest(places[place], largest, heapSlopes(), at, at + length);
      for (int i = 0; i < length; i++) {
        channel[indices[place][i]] = places[place][at + i];
      }
    }
    inputs.write(number * channel.length, channel, 0, channel.length);
  }
}
