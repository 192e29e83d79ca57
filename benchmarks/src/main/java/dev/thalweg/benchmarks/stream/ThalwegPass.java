package dev.thalweg.benchmarks.stream;

import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** One pass of the learner, in this thread, without a broker. */
final class ThalwegPass {
  private final Preset preset;
  private final CsvStream stream;

  ThalwegPass(Preset preset, CsvStream stream) {
    this.preset = preset;
    this.stream = stream;
  }

  Pass run(long seed) {
    Hyperparameters hyperparameters = preset.hyperparameters().with(Hyperparameters.SEED, seed);
    int classes = stream.mapping().target().classes().size();
    int width = stream.mapping().width();
    try (Learner learner =
        new Learner(
            preset.architecture(Shape.of(width), classes), hyperparameters, Datatype.FP32)) {
      Minibatches minibatches = new Minibatches(learner, hyperparameters.batchSize(), width);
      long begin = cpuNs();
      long rows = stream.each(minibatches::add);
      double seconds = (cpuNs() - begin) / 1e9;
      return new Pass(
          "thalweg " + preset.name(),
          rows,
          (double) minibatches.correct / learner.samples(),
          seconds);
    }
  }

  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Rows that do not fill a last one are not learned. */
  private static final class Minibatches {
    private final Learner learner;
    private final float[] inputs;
    private final double[] targets;
    private final float[] weights;
    private final int width;
    private int size;
    private long correct;

    Minibatches(Learner learner, int batch, int width) {
      this.learner = learner;
      this.width = width;
      inputs = new float[batch * width];
      targets = new double[batch];
      weights = new float[batch];
      Arrays.fill(weights, 1f);
    }

    void add(float[] vector, double target) {
      System.arraycopy(vector, 0, inputs, size * width, width);
      targets[size++] = target;
      if (size == targets.length) {
        correct += learner.step(inputs, targets, weights).correct();
        size = 0;
      }
    }
  }
}
