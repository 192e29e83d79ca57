package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;

/**
 * How a gate runs.
 *
 * @param pipeline the model's own, whose snapshots are judged
 * @param stream whose labelled examples they are judged on
 * @param instance this process's name among the model's scorers; ends the names of its clients
 */
public record GateConfig(
    Connection connection, Pipeline pipeline, Pipeline stream, String instance, Gate gate) {

  /** The consumer group in which the office is assigned; the gates' transactional id too. */
  String group() {
    return pipeline.group("gate");
  }

  /** The name of one of this process's clients. */
  String clientId(String client) {
    return group() + "-" + instance + "-" + client;
  }
}
