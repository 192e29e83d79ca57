package dev.thalweg.monitor.web.drawing;

/** Why a request gets no answer: the HTTP status, and a sentence for people. */
public final class PageProblem extends RuntimeException {
  private final int status;

  public PageProblem(int status, String detail) {
    super(detail);
    this.status = status;
  }

  public PageProblem(int status, String detail, Throwable cause) {
    super(detail, cause);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
