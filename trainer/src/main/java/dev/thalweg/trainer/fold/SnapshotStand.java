package dev.thalweg.trainer.fold;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Where a snapshot stands: in the chain, and behind which samples.
 *
 * @param version samples consumed
 * @param step minibatches consumed
 * @param parentSha256 of the one before it; empty for the first
 * @param offsets below which all is in it, by partition
 * @param loss mean of the samples that were learned, before they were
 * @param accuracy share of all samples that were right before they were learned
 * @param error mean absolute error of all samples before they were learned; told of numbers alone
 */
public record SnapshotStand(
    long sequence,
    long version,
    long step,
    String parentSha256,
    List<PartitionOffset> offsets,
    double loss,
    double accuracy,
    double error,
    Instant takenAt) {

  /**
   * The sealed snapshot of these weights.
   *
   * @throws UserException when they are not finite
   */
  public Snapshot seal(LearnerConfig config, Parameters serving) {
    if (!serving.isFinite()) {
      throw notFinite(version);
    }
    Snapshot snapshot = new Snapshot();
    snapshot.setModel(config.pipeline().model());
    snapshot.setSequence(sequence);
    snapshot.setVersion(version);
    snapshot.setStep(step);
    snapshot.setArchitecture(config.architecture().text());
    snapshot.setHyperparameters(config.frozen());
    snapshot.setParameters(ByteBuffer.wrap(serving.toBytes()));
    snapshot.setParentSha256(parentSha256);
    snapshot.setOffsets(offsets);
    snapshot.setLoss(loss);
    snapshot.setAccuracy(accuracy);
    snapshot.setError(config.architecture().isRegression() ? error : null);
    snapshot.setBackend(Backend.describe());
    snapshot.setTrainedAt(takenAt);
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  static UserException notFinite(long samples) {
    return new UserException(
        "The weights are not finite after %d samples: use a lower learning rate."
            .formatted(samples));
  }
}
