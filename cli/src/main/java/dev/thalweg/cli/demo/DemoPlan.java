package dev.thalweg.cli.demo;

import dev.thalweg.cli.demo.live.LiveConfig;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SampleOrder.Shuffle;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.function.LongSupplier;

/**
 * What a demo does.
 *
 * @param drift of the samples; held-out and test images follow it
 * @param perSecond samples per second; infinite for as fast as they are taken
 * @param page where the page is served
 */
record DemoPlan(
    Pipeline pipeline,
    LearnerConfig learner,
    MergeOptions merging,
    DataSet images,
    SampleOrder order,
    DriftSchedule drift,
    double perSecond,
    PageConfig page) {
  /** As many as MNIST has; generated digits have no end. */
  static final long TEST_IMAGES_MAX = 10_000;

  /** Held-out images per second next to a stream without a rate. */
  private static final double HELD_OUT_PER_SECOND = 500;

  /** MNIST's own ratio of training to test images. */
  private static final double SAMPLES_PER_HELD_OUT = 6;

  /** How the services run. */
  LiveConfig live() {
    return new LiveConfig(pipeline, learner, merging, page);
  }

  ExampleStream samples() {
    return ExampleStream.of(images.train(), Split.TRAIN, order).drifting(drift);
  }

  /**
   * The test images over and over, under ids of this run's own. Never in their order: parts of
   * MNIST's are harder than others, which the monitor would rightly call drift.
   *
   * @param learned samples so far: the images drift when the learner comes to it, whatever the rate
   */
  ExampleStream heldOut(String run, LongSupplier learned) {
    SampleOrder forever =
        SampleOrder.of(images.test(), Integer.MAX_VALUE, Long.MAX_VALUE, order.seed())
            .with(Shuffle.EVERY_EPOCH);
    return new ExampleStream(images.test(), forever, "held-out-" + run)
        .drifting(drift.following(learned));
  }

  double heldOutPerSecond() {
    return Double.isInfinite(perSecond)
        ? HELD_OUT_PER_SECOND
        : Math.max(1, perSecond / SAMPLES_PER_HELD_OUT);
  }

  /** Every test image once, under ids of this run's own, as the last sample is. */
  ExampleStream test(String run) {
    SampleOrder once =
        SampleOrder.of(images.test(), 1, TEST_IMAGES_MAX, order.seed()).with(Shuffle.EVERY_EPOCH);
    return new ExampleStream(images.test(), once, "test-" + run)
        .drifting(drift.following(() -> order.total() - 1));
  }
}
