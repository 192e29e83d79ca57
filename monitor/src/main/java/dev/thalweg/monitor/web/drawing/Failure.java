package dev.thalweg.monitor.web.drawing;

import java.util.concurrent.CompletionException;

/** What people are told of a failure. */
public final class Failure {
  private Failure() {}

  /** Without what futures put around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
