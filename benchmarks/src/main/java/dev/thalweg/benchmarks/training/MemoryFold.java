package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.RateWindow;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.model.InputBuffer;
import dev.thalweg.model.Learner;
import dev.thalweg.model.Step;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.producer.source.LabelledExample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;

/** The fold without a log: the same learner over the same samples in the same order, from RAM. */
public final class MemoryFold {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final Workload workload;
  private final LabelledExample[] samples;

  /** Works the order out, so that it is not measured. */
  public MemoryFold(Workload workload) {
    this.workload = workload;
    samples =
        LongStream.range(0, workload.samples())
            .mapToObj(workload.stream()::exampleAt)
            .toArray(LabelledExample[]::new);
  }

  public FoldRun run() {
    int batch = workload.batchSize();
    int inputs = workload.architecture().inputs();
    Datatype datatype = workload.datatype();
    InputBuffer examples = new InputBuffer(datatype, batch, inputs);
    float[] weights = new float[batch];
    Arrays.fill(weights, 1);
    double[] labels = new double[batch];
    RateWindow window = new RateWindow(samples.length);
    long correct = 0;
    long cpuNs = 0;
    try (Learner learner =
        new Learner(workload.architecture(), workload.preset().hyperparameters(), datatype)) {
      for (int next = 0; next < samples.length; next += batch) {
        for (int i = 0; i < batch; i++) {
          examples.put(i, ByteBuffer.wrap(samples[next + i].data()), false);
          labels[i] = samples[next + i].label();
        }
        Step step = learner.step(examples, labels, weights);
        correct += step.correct();
        window.reached(learner.samples(), System.nanoTime());
        if (next < samples.length / 2) {
          cpuNs = CPU.getCurrentThreadCpuTime();
        }
      }
      cpuNs = CPU.getCurrentThreadCpuTime() - cpuNs;
    }
    return new FoldRun(window.samplesPerSecond(), 2 * cpuNs / samples.length, correct);
  }
}
