package dev.thalweg.cli.demo.live;

import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a demo has seen on the topics so far. Fed by the followers, read by the status line. */
public final class LiveState {
  /** Loss is shown over about so many samples. */
  private static final double LOSS_HORIZON = 2_000;

  private final InstantSource clock;
  private final LatencyHistogram latencies = new LatencyHistogram();

  private final Map<Integer, Long> samplesByPartition = new HashMap<>();
  private final PrequentialTally tally = new PrequentialTally();
  private long samples;
  private long correct;
  private double recentLoss = Double.NaN;
  private Instant lastTrainedAt = Instant.EPOCH;
  private WindowAccuracy heldOut;
  private long alarms;

  LiveState(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes each minibatch once, in order, from the beginning of the topic. */
  synchronized void onProgress(TrainingProgress progress) {
    Long last = samplesByPartition.put(progress.getPartition(), progress.getSamples());
    samples += progress.getSamples() - (last == null ? 0 : last);
    correct += progress.getCorrect();
    tally.add(progress);
    lastTrainedAt = progress.getTrainedAt();
    if (progress.getApplied()) {
      double before = Double.isNaN(recentLoss) ? progress.getLoss() : recentLoss;
      double weight = Math.min(1, progress.getBatchSize() / LOSS_HORIZON);
      recentLoss = before + weight * (progress.getLoss() - before);
    }
  }

  synchronized void onAccuracy(WindowAccuracy accuracy) {
    if (accuracy.getScope() == AccuracyScope.WINDOW && accuracy.getLabelled() > 0) {
      heldOut = accuracy;
    }
  }

  synchronized void onAlarm() {
    alarms++;
  }

  /** How many were raised in this run. */
  public synchronized long alarms() {
    return alarms;
  }

  /** Takes the predictions of the held-out stream. */
  void onPrediction(Prediction prediction) {
    latencies.add(clock.millis() - prediction.getSentAt().toEpochMilli());
  }

  /** Learned in all. */
  public synchronized long samples() {
    return samples;
  }

  /** Share of all samples that were right before they were learned. */
  public synchronized double prequentialAccuracy() {
    return samples == 0 ? 0 : (double) correct / samples;
  }

  /** All figures of test, then train. */
  public synchronized Prequential prequential() {
    return tally.figures();
  }

  /** The loss of the last few thousand samples; NaN before the first. */
  public synchronized double recentLoss() {
    return recentLoss;
  }

  /** When the last minibatch was learned; the epoch before the first. */
  public synchronized Instant lastTrainedAt() {
    return lastTrainedAt;
  }

  /** Accuracy of the latest window that has labels. */
  public synchronized Optional<Double> heldOutAccuracy() {
    return Optional.ofNullable(heldOut).map(WindowAccuracy::getAccuracy);
  }

  /** From an example's sending to its prediction being readable. */
  public LatencyHistogram latencies() {
    return latencies;
  }
}
