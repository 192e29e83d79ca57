package dev.thalweg.http;

/** Is told of answers. */
@FunctionalInterface
public interface AnswerObserver {
  /** Does nothing. */
  AnswerObserver NONE = (route, status, nanos) -> {};

  /**
   * Called when an answer is out; it does not wait.
   *
   * @param route its template, not its path: there are as many as there are routes; "none" where
   *     there was no route, or no HTTP
   * @param nanos from the request's headers to the end of the answer
   */
  void answered(String route, int status, long nanos);
}
