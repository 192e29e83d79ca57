package dev.thalweg.scorer.http.scoring;

import dev.thalweg.model.network.Datatype;
import dev.thalweg.snapshots.ServedModel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request's examples, which wait to be scored.
 *
 * @param model the model's name
 * @param datatype of the examples that the model took when they were read
 * @param version one snapshot, where a version was asked for; else what is served when their batch
 *     begins
 * @param values count examples one after the other, as a network sees them
 * @param count examples, at least one
 * @param scores done by the scoring thread
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record QueuedRequest(
    String model,
    Datatype datatype,
    Optional<ServedModel> version,
    float[] values,
    int count,
    CompletableFuture<RequestScores> scores) {

  /** Makes one: {@link #ofCurrent} or {@link #ofVersion}. */
  @FunctionalInterface
  public interface Maker {
    /** Of count examples that were read for this model. */
    QueuedRequest of(ServedModel model, float[] values, int count);
  }

  /** For what is served of a model when their batch begins. */
  public static QueuedRequest ofCurrent(ServedModel expected, float[] values, int count) {
    return of(expected, Optional.empty(), values, count);
  }

  /** For one snapshot. */
  public static QueuedRequest ofVersion(ServedModel version, float[] values, int count) {
    return of(version, Optional.of(version), values, count);
  }

  private static QueuedRequest of(
      ServedModel read, Optional<ServedModel> version, float[] values, int count) {
    return new QueuedRequest(
        read.model(), read.datatype(), version, values, count, new CompletableFuture<>());
  }

  /** Whether a snapshot takes these examples, which may have been read for an earlier one. */
  boolean isFor(ServedModel served) {
    return datatype == served.datatype()
        && values.length == (long) count * served.architecture().inputs();
  }

  /** Names what has to score them: requests of one target can share a batch. */
  String target() {
    return version.map(served -> model + "/" + served.sha256()).orElse(model);
  }
}
