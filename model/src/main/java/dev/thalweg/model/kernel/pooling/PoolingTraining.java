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
      take(i);
    }
    System.arraycopy(places[0], 0, largest, 0, largest.length);
    for (int place = 1; place < places.length; place++) {
      Elementwise.takeLarger(largest, places[place], largest.length);
    }
    System.arraycopy(largest, 0, numbers(), 0, largest.length);
    activation.apply(numbers(), numbers().length);
    giveRows();
  }

  /** Of one channel of a group, what is at each place of the windows. */
  private void take(int number) {
    int length = planes.channel();
    int below = inputs.planes().channel();
    if (!folds) {
      inputs.read(number * below, channel, 0, below);
    }
    for (int place = 0; place < places.length; place++) {
      if (folds) {
        inputs.read(number * below + place * length, places[place], number * length, length);
      } else {
        for (int i = 0; i < length; i++) {
          places[place][number * length + i] = channel[indices[place][i]];
        }
      }
    }
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
    for (float[] place : places) {
      Elementwise.giveToLargest(place, largest, heapSlopes(), place.length);
    }
    for (int i = 0; i < planes.groups() * channels(); i++) {
      give(i);
    }
    inputs.end(below);
  }

  private void give(int number) {
    int length = planes.channel();
    int below = inputs.planes().channel();
    if (!folds) {
      Arrays.fill(channel, 0);
    }
    for (int place = 0; place < places.length; place++) {
      if (folds) {
        inputs.write(number * below + place * length, places[place], number * length, length);
      } else {
        for (int i = 0; i < length; i++) {
          channel[indices[place][i]] = places[place][number * length + i];
        }
      }
    }
    if (!folds) {
      inputs.write(number * below, channel, 0, below);
    }
  }
}
