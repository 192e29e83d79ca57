/**
 * Learning from the log: {@link dev.thalweg.trainer.fold.SampleFold} folds samples into weights,
 * {@link dev.thalweg.trainer.topology.LearnerProcessor} moves records in and out of it, {@link
 * dev.thalweg.trainer.EmbeddedLearner} makes that a part of any Kafka Streams application, and
 * {@link dev.thalweg.trainer.Trainer} runs an application of nothing else. {@link
 * dev.thalweg.snapshots.history.Snapshots} lists its snapshots, {@link
 * dev.thalweg.snapshots.pin.Pinning} tells scorers which one to serve, and {@link
 * dev.thalweg.trainer.Restarting} tells learners, through the log, that the world has changed.
 *
 * <p>May depend on {@code schemas}, {@code model} and Kafka Streams. Invariant: the weights after
 * offset n are a function of the log below n and of the configuration alone, whatever crashed on
 * the way.
 */
package dev.thalweg.trainer;
