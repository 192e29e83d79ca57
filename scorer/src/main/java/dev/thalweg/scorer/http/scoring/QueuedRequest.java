package dev.thalweg.scorer.http.scoring;

import dev.thalweg.snapshots.ServedModel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request's images, which wait to be scored.
 *
 * @param model the model's name
 * @param version one snapshot, where a version was asked for; else what is served when their batch
 *     begins
 * @param values count images one after the other, each pixel from 0 to 1
 * @param count images, at least one
 * @param scores done by the scoring thread
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record QueuedRequest(
    String model,
    Optional<ServedModel> version,
    float[] values,
    int count,
    CompletableFuture<RequestScores> scores) {

  public static QueuedRequest of(
      String model, Optional<ServedModel> version, float[] values, int count) {
    return new QueuedRequest(model, version, values, count, new CompletableFuture<>());
  }

  /** Names what has to score them: requests of one target can share a batch. */
  String target() {
    return version.map(served -> model + "/" + served.sha256()).orElse(model);
  }
}
