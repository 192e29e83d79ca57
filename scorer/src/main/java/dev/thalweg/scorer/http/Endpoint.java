package dev.thalweg.scorer.http;

import java.util.concurrent.CompletableFuture;

/** What a route does. */
@FunctionalInterface
interface Endpoint {

  /**
   * Answers, at once or later; it does not wait.
   *
   * @throws ProblemException instead of an answer, as the future may too
   */
  CompletableFuture<Answer> answer(Call call);
}
