package dev.thalweg.monitor.web.drawing;

import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people are told of a failure. */
public final class Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  private Failure() {}

  /** Without what futures put around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The problem that it is; of any other failure the log has the rest. */
  public static PageProblem asProblem(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof PageProblem problem) {
      return problem;
    }
    LOG.warn("a request to the page failed", cause);
    return new PageProblem(500, "Something went wrong; the monitor's log says what.", cause);
  }
}
