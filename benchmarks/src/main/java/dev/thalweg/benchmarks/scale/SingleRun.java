package dev.thalweg.benchmarks.scale;

import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.trainer.fold.FoldOutcome;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.time.InstantSource;

/** One learner, which has nobody to merge with, to compare the others with. */
final class SingleRun implements AutoCloseable {
  private static final byte[] NO_BYTES = {};

  private final Partitioned samples;
  private final SampleFold fold;
  private final CpuClock learning = new CpuClock();
  private final LastOutputs outputs = new LastOutputs();

  /**
   * @param config of a single learner, with a snapshot at the last sample
   * @param samples in one partition
   */
  SingleRun(LearnerConfig config, Partitioned samples, SchemaRegistry registry) {
    this.samples = samples;
    fold = new SampleFold(config, 0, 0, registry, InstantSource.system());
  }

  void run() {
    learning.run(
        () -> {
          for (int offset = 0; offset < samples.samples(0); offset++) {
            FoldOutcome unused =
                fold.consume(offset, NO_BYTES, NO_BYTES, samples.at(0, offset), outputs);
          }
        });
  }

  /** What the last snapshot serves. */
  Parameters serving(LearnerConfig config) {
    ByteBuffer parameters = outputs.taken().getParameters().duplicate();
    byte[] bytes = new byte[parameters.remaining()];
    parameters.get(bytes);
    return Parameters.fromBytes(config.architecture(), bytes);
  }

  long samples() {
    return fold.samples();
  }

  long learningNs() {
    return learning.nanos();
  }

  @Override
  public void close() {
    fold.close();
  }
}
