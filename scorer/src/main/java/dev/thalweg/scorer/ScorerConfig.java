package dev.thalweg.scorer;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import dev.thalweg.scorer.models.ModelChoice;
import java.util.List;
import java.util.Optional;

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
 * @param source by which the records of other topics are scored instead of the pipeline's examples,
 *     if it is there
 */
public record ScorerConfig(
    Connection connection,
    Pipeline pipeline,
    String group,
    String instance,
    int maxBatch,
    DeliveryGuarantee guarantee,
    ModelChoice models,
    Optional<Mapping> source) {

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
        ModelChoice.of(pipeline),
        Optional.empty());
  }

  /** The same with another guarantee. */
  public ScorerConfig with(DeliveryGuarantee other) {
    return new ScorerConfig(connection, pipeline, group, instance, maxBatch, other, models, source);
  }

  /** The same with another batch. */
  public ScorerConfig withMaxBatch(int other) {
    return new ScorerConfig(
        connection, pipeline, group, instance, other, guarantee, models, source);
  }

  /** The same with other models. */
  public ScorerConfig with(ModelChoice other) {
    return new ScorerConfig(
        connection, pipeline, group, instance, maxBatch, guarantee, other, source);
  }

  /** The same of the records of a mapping's source. */
  public ScorerConfig withSource(Mapping mapping) {
    return new ScorerConfig(
        connection, pipeline, group, instance, maxBatch, guarantee, models, Optional.of(mapping));
  }

  /** The topics whose records are scored. */
  List<String> scoredTopics() {
    return source
        .map(mapping -> mapping.source().topics())
        .orElse(List.of(pipeline.topic(PipelineTopic.EXAMPLES)));
  }
}
