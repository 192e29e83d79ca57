package dev.thalweg.integration.guarantee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * One stack for the scenarios of a class. Ends the trainers of each, and adds the seed and what
 * they said to every failure.
 */
final class Scenarios
    implements BeforeAllCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler,
        AfterAllCallback {
  private static final long SEED = Long.getLong("guarantee.seed", System.nanoTime());

  /** Those of the scenario that runs on this thread. */
  private final ThreadLocal<List<Trial>> trials = ThreadLocal.withInitial(ArrayList::new);

  private Path home;
  private Stack stack;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    home = Files.createTempDirectory("guarantee");
    stack = new Stack(home);
  }

  Stack stack() {
    return stack;
  }

  /** The random choices of a scenario, which do not depend on the scenarios before it. */
  SplittableRandom random(String scenario) {
    return new SplittableRandom(SEED + scenario.hashCode());
  }

  /** A new pipeline with its topics. */
  Trial trial(String pipeline) {
    Trial trial = new Trial(stack, pipeline);
    trials.get().add(trial);
    return trial;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    StringBuilder told = new StringBuilder(String.valueOf(failure.getMessage()));
    told.append("\nRepeat with -Dguarantee.seed=").append(SEED);
    trials.get().forEach(trial -> told.append('\n').append(trial.describe()));
    throw new AssertionError(told.toString(), failure);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    trials.get().forEach(Trial::close);
    trials.remove();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stack.close();
    try (Stream<Path> all = Files.walk(home)) {
      all.sorted(Comparator.reverseOrder()).forEach(Scenarios::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
