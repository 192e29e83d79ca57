package dev.thalweg.benchmarks.scoring;

import dev.thalweg.model.Learner;
import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Sealed snapshots of a full-size network, each the child of the one before. The weights are those
 * of a new learner in all of them: neither their hash nor their size depends on what they learned.
 */
public final class SnapshotChain {
  private static final long SAMPLES_APART = 10_000;

  private static final Preset PRESET = Preset.named("online");
  private static final Architecture ARCHITECTURE = PRESET.architecture(Shape.of(28, 28), 10);

  private final Pipeline pipeline;
  private final byte[] parameters;
  private String parentSha256 = "";
  private long sequence;

  public SnapshotChain(Pipeline pipeline) {
    this.pipeline = pipeline;
    try (Learner learner = new Learner(ARCHITECTURE, PRESET.hyperparameters(), Datatype.UINT8)) {
      parameters = learner.serving().toBytes();
    }
  }

  /** What the weights of each take, uncompressed. */
  public static long parameterBytes() {
    return (long) Float.BYTES * ARCHITECTURE.parameterCount();
  }

  /** The next one of the chain. */
  public Snapshot next() {
    long version = (sequence + 1) * SAMPLES_APART;
    Snapshot snapshot = new Snapshot();
    snapshot.setModel(pipeline.model());
    snapshot.setSequence(sequence);
    snapshot.setVersion(version);
    snapshot.setStep(version / PRESET.hyperparameters().batchSize());
    snapshot.setArchitecture(ARCHITECTURE.text());
    snapshot.setHyperparameters(PRESET.hyperparameters().toMap());
    snapshot.setParameters(ByteBuffer.wrap(parameters));
    snapshot.setParentSha256(parentSha256);
    snapshot.setOffsets(List.of(new PartitionOffset(0, version)));
    snapshot.setLoss(0.2);
    snapshot.setAccuracy(0.95);
    snapshot.setBackend(Backend.describe());
    snapshot.setTrainedAt(Instant.now());
    SnapshotSeal.seal(snapshot);
    parentSha256 = snapshot.getSha256();
    sequence++;
    return snapshot;
  }
}
