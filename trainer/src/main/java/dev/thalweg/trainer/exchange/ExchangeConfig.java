package dev.thalweg.trainer.exchange;

import dev.thalweg.model.scaling.SampleStatistics;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.time.Duration;

/**
 * How a process takes part in the exchange; nothing here changes what a merge comes to.
 *
 * @param learner of several learners
 * @param mergeWait how long the averager waits for the others, after the first round of a merge
 * @param transactionalId of whoever averages: the next one fences the one before
 * @param clientId of this process
 */
public record ExchangeConfig(
    Connection connection,
    LearnerConfig learner,
    Duration mergeWait,
    String transactionalId,
    String clientId) {

  Pipeline pipeline() {
    return learner.pipeline();
  }

  String topic(PipelineTopic topic) {
    return pipeline().topic(topic);
  }

  /** Bytes of the weights, or of a difference, with what the network asks of the samples. */
  int weightBytes() {
    int vectors = learner.hyperparameters().emaSamples() > 0 ? 2 : 1;
    return Float.BYTES * vectors * learner.architecture().parameterCount()
        + SampleStatistics.of(learner.architecture()).byteCount();
  }
}
