package dev.thalweg.http.route;

/** Decides by a request's headers whether it is let in, before its body is read. */
@FunctionalInterface
public interface Admission {
  /** Lets everyone in. */
  Admission ANYONE = request -> {};

  /**
   * Returns if the request is let in.
   *
   * @param request without its body
   * @throws ProblemException with the reason if it is not
   */
  void check(HttpRequest request);
}
