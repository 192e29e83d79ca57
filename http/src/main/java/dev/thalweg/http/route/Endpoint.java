package dev.thalweg.http.route;

import java.util.concurrent.CompletableFuture;

/** What a route does. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers, at once or later; it does not wait.
   *
   * @throws ProblemException instead of an answer, as the future may too
   */
  CompletableFuture<Answer> answer(HttpRequest request);
}
