package dev.thalweg.scorer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import dev.thalweg.scorer.models.ModelChoice;

/**
 * How a scorer runs.
 *
 * @param group the consumer group that shares the images; a new group begins at the earliest one
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, which then goes on at once, never the same for two processes; its predictions tell
 *     it
 * @param maxBatch most images scored at once, 1 to {@value #BATCH_MAX}
 * @param guarantee what is promised of an image when this process dies
 * @param models whose predictions are made of each example; the pipeline's own model by default
 */
public record ScorerConfig(
    Connection connection,
    Pipeline pipeline,
    String group,
    String instance,
    int maxBatch,
    DeliveryGuarantee guarantee,
    ModelChoice models) {

  /** The largest {@code maxBatch}. */
  public static final int BATCH_MAX = 16_384;

  /** Where a larger batch no longer scores faster. */
  public static final int BATCH_DEFAULT = 2_048;

  public ScorerConfig {
    if (maxBatch < 1 || maxBatch > BATCH_MAX) {
      throw new UserException(
          "A batch of %d examples is not possible: give 1 to %d.".formatted(maxBatch, BATCH_MAX));
    }
  }

  /** With the pipeline's own group and the default batch, at least once. */
  public static ScorerConfig of(Connection connection, Pipeline pipeline, String instance) {
    return new ScorerConfig(
        connection,
        pipeline,
        pipeline.group("scorer"),
        instance,
        BATCH_DEFAULT,
        DeliveryGuarantee.atLeastOnce(),
        ModelChoice.of(pipeline));
  }

  /** The same with another guarantee. */
  public ScorerConfig with(DeliveryGuarantee other) {
    return new ScorerConfig(connection, pipeline, group, instance, maxBatch, other, models);
  }

  /** The same with another batch. */
  public ScorerConfig withMaxBatch(int other) {
    return new ScorerConfig(connection, pipeline, group, instance, other, guarantee, models);
  }

  /** The same with other models. */
  public ScorerConfig with(ModelChoice other) {
    return new ScorerConfig(connection, pipeline, group, instance, maxBatch, guarantee, other);
  }
}
