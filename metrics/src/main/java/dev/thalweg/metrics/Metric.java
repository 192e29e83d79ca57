package dev.thalweg.metrics;

/** One of a service's metrics; each service has an enum of them. */
public interface Metric {
  Declaration declaration();

  /** The name that Prometheus shows. */
  default String exposed() {
    return declaration().exposed();
  }
}
