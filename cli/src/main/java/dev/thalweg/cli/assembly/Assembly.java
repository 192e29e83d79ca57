package dev.thalweg.cli.assembly;

import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.cli.tasks.SideBySide;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts that run as one service. They start in the order in which they were added. When one dies,
 * or can't be started, the service has failed. They are closed in reverse order, those that take
 * requests first; one that does not close in time is left behind.
 *
 * <p>Assembled, started and closed by one thread; any may ask how it is.
 */
public final class Assembly implements AutoCloseable {
  /** Longer than any part says that it takes. */
  private static final Duration CLOSE_MAX = Duration.ofSeconds(6);

  private final String name;
  private final ClosingThreads closing;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  /** In the order of their start; those of one list start, and are closed, side by side. */
  private final List<List<Part>> stages = new ArrayList<>();

  /** What is to be closed, the next one first. */
  private final Deque<List<Part>> open = new ArrayDeque<>();

  private final Deque<List<Part>> openInFront = new ArrayDeque<>();
  private volatile boolean started;
  private volatile boolean closed;

  /**
   * Without a part as yet.
   *
   * @param name of the service, without an article: "trainer"
   */
  public Assembly(String name) {
    this(name, CLOSE_MAX);
  }

  /**
   * The same with another bound.
   *
   * @param closeMax how long each part may take to be closed
   */
  Assembly(String name, Duration closeMax) {
    this.name = name;
    this.closing = new ClosingThreads(closeMax);
  }

  /** Its name, without an article. */
  public String name() {
    return name;
  }

  /** Adds a part; to an assembly that runs already, it starts at once. */
  public void add(Part part) {
    add(List.of(part), open);
  }

  /** Adds parts that don't need each other: they start, and are closed, side by side. */
  public void addSideBySide(List<Part> parts) {
    add(List.copyOf(parts), open);
  }

  /**
   * Adds a part that takes requests: it starts in its turn, but is closed before those behind it,
   * which what it has in hand still needs.
   */
  public void addInFront(Part part) {
    add(List.of(part), openInFront);
  }

  private void add(List<Part> stage, Deque<List<Part>> toClose) {
    stages.add(stage);
    toClose.push(stage);
    stage.forEach(this::watch);
    if (started) {
      startOrClose(List.of(stage));
    }
  }

  private void watch(Part part) {
    CompletableFuture<?> unused =
        part.completion().whenComplete((nothing, failure) -> ended(part, failure));
  }

  private void ended(Part part, Throwable failure) {
    if (closed) {
      return; // as it was asked to
    }
    if (failure != null) {
      completion.completeExceptionally(
          new UserException(
              "%s has ended: %s".formatted(capitalized(part.name()), Failures.sentence(failure)),
              failure));
    } else if (part.onEnd() == OnEnd.FINISH) {
      completion.complete(null);
    } else if (part.onEnd() == OnEnd.FAIL) {
      completion.completeExceptionally(
          new UserException(
              "%s has ended, and nobody asked it to: start the %s again, with --verbose."
                  .formatted(capitalized(part.name()), name)));
    }
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * Starts the parts, and returns when all have started. When one can't be, or another dies
   * meanwhile, every part is closed.
   *
   * @throws UserException that says why, or whatever a start threw
   */
  public void start() {
    startOrClose(List.copyOf(stages));
    started = true;
  }

  private void startOrClose(List<List<Part>> toStart) {
    try {
      for (List<Part> stage : toStart) {
        check();
        start(stage);
      }
      check();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static void start(List<Part> stage) {
    if (stage.size() == 1) {
      stage.get(0).starting().run();
      return;
    }
    SideBySide.run(stage.stream().map(Part::starting).toList());
  }

  /** Whether all parts have started and do their work. */
  public boolean ready() {
    return started && !completion.isDone() && parts().allMatch(part -> part.ready().getAsBoolean());
  }

  /** The names of the topics that its parts write; none before they have started. */
  public Set<String> written() {
    return started
        ? parts().flatMap(part -> part.written().get().stream()).collect(Collectors.toSet())
        : Set.of();
  }

  private Stream<Part> parts() {
    return List.copyOf(stages).stream().flatMap(List::stream);
  }

  /** Done when a part has ended that the service can't be without; with a sentence if it died. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /**
   * Throws the failure when there is one.
   *
   * @throws UserException that names the part
   */
  public void check() {
    if (completion.isCompletedExceptionally()) {
      throw (UserException) completion.handle((nothing, failure) -> failure).join();
    }
  }

  /**
   * Whether it has come to its end.
   *
   * @throws UserException that names the part, when it failed
   */
  public boolean hasEnded() {
    boolean ended = completion.isDone(); // asked first: it may fail at any moment
    check();
    return ended;
  }

  /** Closes every part, started or not; a second time it does nothing. */
  @Override
  public void close() {
    closed = true;
    while (!openInFront.isEmpty()) {
      closing.close(openInFront.pop());
    }
    while (!open.isEmpty()) {
      closing.close(open.pop());
    }
    completion.complete(null); // keeps the failure where there was one
  }
}
