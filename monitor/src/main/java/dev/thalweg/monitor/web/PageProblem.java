package dev.thalweg.monitor.web;

/** Why a request gets no answer: the HTTP status, and a sentence for people. */
final class PageProblem extends RuntimeException {
  private final int status;

  PageProblem(int status, String detail) {
    super(detail);
    this.status = status;
  }

  PageProblem(int status, String detail, Throwable cause) {
    super(detail, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
