package dev.thalweg.benchmarks.micro;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Shape;
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

/** Images per second of {@link Classifier#score}, from pixels to probabilities. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScoreBenchmark {
  /** The largest batch, so that each invocation scores as many images. */
  public static final int IMAGES = 2_048;

  @Param({"1", "32", "256", "2048"})
  public int batch;

  private Parameters parameters;
  private Classifier classifier;
  private byte[] pixels;
  private float[] probabilities;

  /** Draws images and weights, the same in every run. */
  @Setup
  public void prepare() {
    Preset preset = Preset.named("online");
    Architecture architecture = preset.architecture(Shape.of(28, 28), 10);
    try (Learner learner = new Learner(architecture, preset.hyperparameters(), Datatype.UINT8)) {
      parameters = learner.serving();
    }
    classifier = new Classifier(architecture, IMAGES);
    pixels = new byte[batch * architecture.inputs()];
    new Random(1).nextBytes(pixels);
    probabilities = new float[batch * architecture.classes()];
  }

  /** Batch after batch. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public float[] images() {
    for (int scored = 0; scored < IMAGES; scored += batch) {
      classifier.score(parameters, pixels, batch, probabilities);
    }
    return probabilities;
  }

  /** Frees the native memory. */
  @TearDown
  public void free() {
    classifier.close();
  }
}
