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

  /** A new pipeline with its topics. */
  Trial trial(String pipeline) {
    Trial trial = new Trial(stack.get(), pipeline);
    trials.add(trial);
    return trial;
  }

  /** The same with a learner for each of some partitions. */
  Trial trial(String pipeline, int partitions) {
    Trial trial = new Trial(stack.get(), pipeline, partitions);
    trials.add(trial);
    return trial;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    StringBuilder told = new StringBuilder(String.valueOf(failure.getMessage()));
    told.append("\nRepeat with -Dguarantee.seed=").append(SEED);
    trials.forEach(trial -> told.append('\n').append(trial.describe()));
    throw new AssertionError(told.toString(), failure);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    trials.forEach(Trial::close);
  }
}
