package dev.thalweg.monitor.metrics;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.accuracy.ModelFigures;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.score.ServedFigures;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.text.Shown;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** A monitor's figures, and its page's, as metrics. */
public final class MonitorMetrics {
  private MonitorMetrics() {}

  /** A model is shown from when there is an accuracy of it. */
  public static void watch(MonitorFigures figures, Metrics metrics) {
    metrics.count(MonitorMetric.PREDICTIONS, of(figures, Event.PREDICTION));
    metrics.count(MonitorMetric.LABELS, of(figures, Event.LABEL));
    metrics.count(MonitorMetric.JOINED, of(figures, Event.JOINED));
    metrics.count(MonitorMetric.UNMATCHED, of(figures, Event.UNMATCHED));
    metrics.count(MonitorMetric.LATE, of(figures, Event.LATE_LABEL));
    metrics.count(MonitorMetric.REPEATED, of(figures, Event.REPEATED_PREDICTION), "predictions");
    metrics.count(MonitorMetric.REPEATED, of(figures, Event.REPEATED_LABEL), "labels");
    metrics.count(MonitorMetric.REFUSED, of(figures, Event.REFUSED));
    metrics.count(MonitorMetric.TIMES_BOUNDED, of(figures, Event.BOUNDED_TIME));
    for (AlarmKind kind : AlarmKind.values()) {
      metrics.count(
          MonitorMetric.ALARMS, () -> figures.raised(kind), kind.name().toLowerCase(Locale.ROOT));
    }
    metrics.gauge(MonitorMetric.NO_CHANGE, figures::noChange);
    metrics.gauge(MonitorMetric.NO_CHANGE_MAE, figures::noChangeError);
    figures.eachModel(
        model -> {
          ModelGauges gauges = new ModelGauges(model, metrics);
          gauges.both(
              MonitorMetric.ACCURACY, MonitorMetric.WINDOW_ACCURACY, ServedFigures::accuracy);
          gauges.both(MonitorMetric.KAPPA, MonitorMetric.WINDOW_KAPPA, ServedFigures::kappa);
          gauges.both(MonitorMetric.AUC, MonitorMetric.WINDOW_AUC, f -> f.ranking().auc());
          gauges.both(
              MonitorMetric.LOG_LOSS, MonitorMetric.WINDOW_LOG_LOSS, f -> f.ranking().logLoss());
          gauges.both(
              MonitorMetric.PRECISION,
              MonitorMetric.WINDOW_PRECISION,
              f -> f.ranking().precision());
          gauges.both(MonitorMetric.RECALL, MonitorMetric.WINDOW_RECALL, f -> f.ranking().recall());
          gauges.both(MonitorMetric.MAE, MonitorMetric.WINDOW_MAE, ServedFigures::mae);
          gauges.both(MonitorMetric.RMSE, MonitorMetric.WINDOW_RMSE, ServedFigures::rmse);
          gauges.both(MonitorMetric.R2, MonitorMetric.WINDOW_R2, ServedFigures::r2);
        });
  }

  /** Shows a figure of a model: over everything, and over the latest window. */
  private record ModelGauges(ModelFigures model, Metrics metrics) {
    void both(MonitorMetric all, MonitorMetric window, ToDoubleFunction<ServedFigures> figure) {
      String name = Shown.text(model.model());
      metrics.gauge(all, () -> figure.applyAsDouble(model.all()), name);
      metrics.gauge(window, () -> figure.applyAsDouble(model.window()), name);
    }
  }

  private static LongSupplier of(MonitorFigures figures, Event event) {
    return () -> figures.counted(event);
  }

  /** The page beside it. */
  public static void watchPage(
      LongSupplier open, LongSupplier drawn, LongSupplier labelled, Metrics metrics) {
    metrics.gauge(MonitorMetric.PAGES_OPEN, open::getAsLong);
    metrics.count(MonitorMetric.DRAWINGS_SENT, drawn);
    metrics.count(MonitorMetric.DRAWINGS_LABELLED, labelled);
  }
}
