package dev.thalweg.cli.chaos;

import dev.thalweg.producer.ExampleStream;
import dev.thalweg.schemas.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is attacked, and for how long.
 *
 * @param dir where the stack keeps its data and the trainers their logs
 * @param stream endless
 * @param perSecond samples
 * @param duration of the attacks; the comparison comes after it
 * @param seed of what is done and when
 * @param mainClass of a trainer's process
 * @param trainArguments of {@code train}: how often a snapshot is taken, and the model
 */
public record ChaosPlan(
    Path dir,
    Pipeline pipeline,
    ExampleStream stream,
    double perSecond,
    Duration duration,
    long seed,
    Class<?> mainClass,
    List<String> trainArguments) {

  public static final Duration DURATION_DEFAULT = Duration.ofMinutes(3);

  /** Often, so that many of them are interrupted. */
  public static final long SNAPSHOT_EVERY_DEFAULT = 2_000;

  public ChaosPlan {
    trainArguments = List.copyOf(trainArguments);
  }
}
