package dev.thalweg.trainer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a trainer runs.
 *
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, never the same for two processes
 * @param stateDir a folder of this instance's own for Kafka Streams
 * @param mergeEvery with several partitions, accepted samples of a round of each learner; this one
 *     setting does change what is learned, and stays as it was at the first start
 * @param mergeWait how long a merge waits for the others, after its first round
 * @param transactionTimeout how long the broker lets a dead trainer's transaction block its
 *     successor of another name; longer than the commit interval of 1 s
 * @param sessionTimeout how long the broker waits for a trainer that says nothing before another
 *     takes over; a cluster's own least is usually 6 s
 */
public record TrainerConfig(
    Connection connection,
    LearnerConfig learner,
    String instance,
    Path stateDir,
    long mergeEvery,
    Duration mergeWait,
    Duration transactionTimeout,
    Duration sessionTimeout) {
  /** The least that brokers take, unless they are told otherwise. */
  public static final Duration SESSION_TIMEOUT_DEFAULT = Duration.ofSeconds(6);

  /** Some times what a round takes at full speed, and little enough for nobody to notice. */
  public static final Duration MERGE_WAIT_DEFAULT = Duration.ofSeconds(2);

  /** With the session that any cluster takes. */
  public TrainerConfig(
      Connection connection,
      LearnerConfig learner,
      String instance,
      Path stateDir,
      long mergeEvery,
      Duration mergeWait,
      Duration transactionTimeout) {
    this(
        connection,
        learner,
        instance,
        stateDir,
        mergeEvery,
        mergeWait,
        transactionTimeout,
        SESSION_TIMEOUT_DEFAULT);
  }

  /** With one partition, or where nobody says otherwise. */
  public TrainerConfig(
      Connection connection,
      LearnerConfig learner,
      String instance,
      Path stateDir,
      Duration transactionTimeout) {
    this(
        connection,
        learner,
        instance,
        stateDir,
        Rounds.EVERY_DEFAULT,
        MERGE_WAIT_DEFAULT,
        transactionTimeout);
  }

  /** The same with what its learner is to be. */
  TrainerConfig with(LearnerConfig settled) {
    return new TrainerConfig(
        connection,
        settled,
        instance,
        stateDir,
        mergeEvery,
        mergeWait,
        transactionTimeout,
        sessionTimeout);
  }
}
