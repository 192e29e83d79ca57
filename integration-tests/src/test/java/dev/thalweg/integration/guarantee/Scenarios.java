package dev.thalweg.integration.guarantee;

import dev.thalweg.integration.stack.TestStack;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Ends the trainers of a scenario, and adds the seed and what they said to its failure. */
final class Scenarios implements AfterEachCallback, TestExecutionExceptionHandler {
  private static final long SEED = Long.getLong("guarantee.seed", System.nanoTime());

  private static final String REPLAY = System.getProperty("guarantee.replay");

  private final Supplier<TestStack> stack;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * @param stack what the scenario runs on; asked when its first trial is made
   */
  Scenarios(Supplier<TestStack> stack) {
    this.stack = stack;
  }

  /** The random choices of a scenario, which do not depend on the scenarios before it. */
  SplittableRandom random(String scenario) {
    return new SplittableRandom(SEED + scenario.hashCode());
  }

  /**
   * A new pipeline with its topics. Half of all learn from older samples too, as is drawn for each;
   * with -Dguarantee.replay=true all do, with =false those that ask for it.
   */
  Trial trial(String pipeline) {
    return trial(pipeline, 1);
  }

  /** The same with a learner for each of some partitions. */
  Trial trial(String pipeline, int partitions) {
    Trial trial = new Trial(stack.get(), pipeline, partitions);
    if (replays(pipeline)) {
      trial.replaying();
    }
    trials.add(trial);
    return trial;
  }

  private boolean replays(String pipeline) {
    return REPLAY == null
        ? random("replay of " + pipeline).nextBoolean()
        : Boolean.parseBoolean(REPLAY);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    StringBuilder told = new StringBuilder(String.valueOf(failure.getMessage()));
    told.append("\nRepeat with -Dguarantee.seed=").append(SEED);
    told.append(REPLAY == null ? "" : " -Dguarantee.replay=" + REPLAY);
    trials.forEach(trial -> told.append('\n').append(trial.describe()));
    throw new AssertionError(told.toString(), failure);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    trials.forEach(Trial::close);
  }
}
