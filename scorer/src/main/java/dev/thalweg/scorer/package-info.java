/**
 * Serving: {@link dev.thalweg.snapshots.serving.SnapshotFollower} finds and follows the newest
 * snapshot or the pinned one, {@link dev.thalweg.scorer.Scorer} turns {@code examples} into {@code
 * predictions} with it, by one model or by several ({@link dev.thalweg.scorer.models.ModelChoice}),
 * under a {@link dev.thalweg.scorer.delivery.DeliveryGuarantee}.
 *
 * <p>May depend on {@code schemas}, {@code model} and kafka-clients. Invariant: a prediction's
 * version, sha256 and weights are those of one snapshot, because they live in one immutable {@link
 * dev.thalweg.snapshots.ServedModel} that is read once per batch.
 */
package dev.thalweg.scorer;
