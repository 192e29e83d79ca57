package dev.thalweg.ingest.metrics;

import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.metrics.Metrics;
import java.util.function.LongSupplier;

/** The figures of the service as metrics. */
public final class IngestMetrics {
  private IngestMetrics() {}

  /** Shows them among those of the process. */
  public static void watch(IngestFigures figures, Metrics metrics) {
    metrics.count(IngestMetric.RECORDS, of(figures, Event.FEATURES), "features");
    metrics.count(IngestMetric.RECORDS, of(figures, Event.LABEL), "labels");
    metrics.count(IngestMetric.SAMPLES, of(figures, Event.SAMPLE));
    metrics.count(IngestMetric.REFUSED, of(figures, Event.REFUSED));
    metrics.count(IngestMetric.EMPTY, of(figures, Event.EMPTY));
    metrics.count(IngestMetric.REPEATED, of(figures, Event.REPEATED));
    metrics.count(IngestMetric.CORRECTED, of(figures, Event.CORRECTED));
    metrics.count(IngestMetric.UNLABELLED, of(figures, Event.UNLABELLED));
    metrics.count(IngestMetric.UNMATCHED, of(figures, Event.UNMATCHED_LABEL));
    metrics.count(IngestMetric.OVERFLOWED, of(figures, Event.OVERFLOWED));
    metrics.count(IngestMetric.TIMES_BOUNDED, of(figures, Event.BOUNDED_TIME));
    metrics.gauge(IngestMetric.HELD, figures::held);
  }

  private static LongSupplier of(IngestFigures figures, Event event) {
    return () -> figures.counted(event);
  }
}
