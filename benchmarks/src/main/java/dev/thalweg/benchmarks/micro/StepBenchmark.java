package dev.thalweg.benchmarks.micro;

import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Samples per second of {@link Learner#step} on minibatches of random pixels. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StepBenchmark {
  /** Divisible by the minibatch of every preset; 4 MB of inputs, which stays in a cache. */
  public static final int SAMPLES = 1_280;

  @Param({"online", "keras"})
  public String preset;

  private Learner learner;
  private float[][] inputs;
  private double[][] labels;
  private float[] weights;

  /** Draws the minibatches, the same in every run. */
  @Setup
  public void prepare() {
    Preset chosen = Preset.named(preset);
    Architecture architecture = chosen.architecture(Shape.of(28, 28), 10);
    int batch = chosen.hyperparameters().batchSize();
    Random random = new Random(1);
    learner = new Learner(architecture, chosen.hyperparameters(), Datatype.UINT8);
    weights = new float[batch];
    Arrays.fill(weights, 1);
    byte[] pixels = new byte[batch * architecture.inputs()];
    inputs = new float[SAMPLES / batch][pixels.length];
    labels = new double[SAMPLES / batch][];
    for (int i = 0; i < inputs.length; i++) {
      random.nextBytes(pixels);
      Datatype.UINT8.numbers(ByteBuffer.wrap(pixels), inputs[i], 0);
      labels[i] = random.ints(batch, 0, architecture.classes()).asDoubleStream().toArray();
    }
  }

  /** As many steps as there are minibatches; how many samples were right before them. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int samples() {
    int correct = 0;
    for (int i = 0; i < inputs.length; i++) {
      correct += learner.step(inputs[i], labels[i], weights).correct();
    }
    return correct;
  }

  /** Frees the native memory. */
  @TearDown
  public void free() {
    learner.close();
  }
}
