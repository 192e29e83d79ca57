package dev.thalweg.cli.assembly;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Something that runs as a part of a service.
 *
 * @param name as a sentence names it, with its article: "the page"
 * @param starting starts it; throws a {@code UserException} when it can't be
 * @param ready whether it does its work; asked only after its start
 * @param completion done when it has ended by itself, with its failure if there was one
 * @param onEnd what it means when it has ended by itself, without a failure
 * @param written the names of the topics that it writes; asked only after its start
 * @param closing stops it and frees what it holds, whether it was started or not
 */
public record Part(
    String name,
    Runnable starting,
    BooleanSupplier ready,
    CompletableFuture<?> completion,
    OnEnd onEnd,
    Supplier<Set<String>> written,
    Runnable closing) {

  /** What the end of a part means that has not failed and was not closed. */
  public enum OnEnd {
    /** It should have gone on: the service ends, with a sentence. */
    FAIL,
    /** It was what the service was for: the service is done. */
    FINISH,
    /** It has done its part: the others go on. */
    GO_ON
  }

  /** A part that is ready once it has started, and goes on until it is closed. */
  public static Part of(
      String name, Runnable starting, CompletableFuture<?> completion, Runnable closing) {
    return new Part(name, starting, () -> true, completion, OnEnd.FAIL, Set::of, closing);
  }

  /** A part that has no way to die: it is there from its start until it is closed. */
  public static Part lasting(String name, Runnable starting, Runnable closing) {
    return of(name, starting, new CompletableFuture<>(), closing);
  }

  /** Something that is open already, and has to be closed with the rest. */
  public static Part resource(String name, Runnable closing) {
    return lasting(name, () -> {}, closing);
  }

  /**
   * Work on a thread of its own.
   *
   * @param work ends by itself, or when it is stopped
   * @param stop asks it to end
   */
  public static Part running(String name, Runnable work, Runnable stop) {
    CompletableFuture<Void> completion = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                completion.complete(null);
              } catch (RuntimeException | Error e) {
                completion.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    return of(
        name,
        thread::start,
        completion,
        () -> {
          stop.run();
          try {
            thread.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The same, ready only when this says so. */
  public Part readyWhen(BooleanSupplier says) {
    return new Part(name, starting, says, completion, onEnd, written, closing);
  }

  /** The same, which writes these topics. */
  public Part writing(Supplier<Set<String>> topics) {
    return new Part(name, starting, ready, completion, onEnd, topics, closing);
  }

  /** The same, with another meaning of its end. */
  public Part onEnd(OnEnd meaning) {
    return new Part(name, starting, ready, completion, meaning, written, closing);
  }
}
