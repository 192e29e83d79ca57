package dev.thalweg.cli.demo;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.producer.ExampleProducer;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sends every test image once and compares what comes back, through the topics, with its label. */
final class FinalScore {
  private static final Duration CHECK_EVERY = Duration.ofMillis(100);

  /** Without a single prediction for so long, something is broken. */
  private static final long SILENCE_MAX_NS = 60_000_000_000L;

  private final Pipeline pipeline;
  private final ExampleStream test;
  private final Connection connection;
  private final ServedModel served;

  private final Map<String, Integer> labelById = new HashMap<>();
  private final int images;
  private int correct;
  private long heardAtNs = System.nanoTime();
  private String otherSnapshot;

  FinalScore(Pipeline pipeline, ExampleStream test, Connection connection, ServedModel served) {
    this.pipeline = pipeline;
    this.test = test;
    this.connection = connection;
    this.served = served;
    this.images = Math.toIntExact(test.total());
    for (int i = 0; i < images; i++) {
      labelById.put(test.idAt(i), test.exampleAt(i).label());
    }
  }

  /** How many images were scored, and the share that was right. */
  record Outcome(int images, double accuracy) {}

  /**
   * Runs to the last prediction.
   *
   * @param check throws when something that this depends on has failed
   * @return empty when it was asked to stop before
   * @throws UserException when another snapshot answers, or nothing comes for a minute
   */
  Optional<Outcome> run(StopSignal stop, Runnable check) {
    TopicFollower<Prediction> predictions =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.PREDICTIONS,
            Prediction.class,
            Since.NOW,
            this::onPrediction);
    ExampleProducer producer =
        new ExampleProducer(
            StreamConfig.of(pipeline, test), Duration.ZERO, connection, Progress.NONE);
    try (Assembly scoring = new Assembly("final score")) {
      scoring.add(
          Part.of(
              "what reads the predictions",
              predictions::start,
              predictions.completion(),
              predictions::close));
      scoring.add(
          Part.running("the stream of test images", producer::run, producer::stop)
              .onEnd(OnEnd.GO_ON));
      scoring.start();
      while (!isComplete()) {
        check.run();
        scoring.check();
        if (stop.await(CHECK_EVERY)) {
          return Optional.empty();
        }
      }
      return Optional.of(new Outcome(images, (double) correct / images));
    }
  }

  private synchronized void onPrediction(Prediction prediction) {
    if (!prediction.getModel().equals(served.model())) {
      return; // a challenger's, from another scorer
    }
    Integer label = labelById.remove(prediction.getId()); // at least once, so repeats are possible
    if (label == null) {
      return;
    }
    heardAtNs = System.nanoTime();
    correct += label == prediction.getLabel() ? 1 : 0;
    if (!prediction.getSha256().equals(served.sha256())) {
      otherSnapshot = "version %d".formatted(prediction.getVersion());
    }
  }

  private synchronized boolean isComplete() {
    if (otherSnapshot != null) {
      throw new UserException(
          "Version %d was served, but %s scored a test image: another trainer writes to this pipeline,"
                  .formatted(served.version(), otherSnapshot)
              + " or a version was pinned meanwhile; run the demo alone.");
    }
    if (!labelById.isEmpty() && System.nanoTime() - heardAtNs > SILENCE_MAX_NS) {
      throw new UserException(
          "%,d of %,d test images got no prediction within a minute: look into the scorer's log."
              .formatted(labelById.size(), images));
    }
    return labelById.isEmpty();
  }
}
