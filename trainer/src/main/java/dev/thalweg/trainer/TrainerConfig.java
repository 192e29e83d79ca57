package dev.thalweg.trainer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a trainer runs; nothing here changes the weights.
 *
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, never the same for two processes
 * @param stateDir a folder of this instance's own for Kafka Streams
 * @param transactionTimeout how long the broker lets a dead trainer's transaction block its
 *     successor; longer than the commit interval of 1 s
 */
public record TrainerConfig(
    Connection connection,
    LearnerConfig learner,
    String instance,
    Path stateDir,
    Duration transactionTimeout) {}
