package dev.thalweg.monitor.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The monitor's metrics, each declared once. */
public enum MonitorMetric implements Metric {
  PREDICTIONS(
      counter("thalweg.monitor.predictions", "Predictions, each example, model and version once.")),
  LABELS(counter("thalweg.monitor.labels", "Labels, each example once.")),
  JOINED(counter("thalweg.monitor.predictions.joined", "Predictions whose label has arrived.")),
  UNMATCHED(
      counter(
          "thalweg.monitor.predictions.unmatched",
          "Predictions given up because no label arrived in time.")),
  LATE(
      counter(
          "thalweg.monitor.labels.late",
          "Labels given up because their prediction did not arrive or had been given up before.")),
  REPEATED(
      counter(
          "thalweg.monitor.records.repeated",
          "Repeated predictions and labels, by topic: predictions or labels.",
          "topic")),
  REFUSED(counter("thalweg.monitor.records.refused", "Records sent to dead-letters.")),
  TIMES_BOUNDED(
      counter(
          "thalweg.monitor.timestamps.bounded",
          "Records with a time in the future, long ago or none, counted as of their arrival.")),
  ALARMS(counter("thalweg.monitor.alarms.raised", "Alarms raised, by kind.", "kind")),
  ACCURACY(
      gauge(
          "thalweg.monitor.accuracy",
          "ratio",
          "Share of all labelled predictions that were right, by model.",
          "model")),
  WINDOW_ACCURACY(
      gauge(
          "thalweg.monitor.window.accuracy",
          "ratio",
          "The same for the latest window that has labels, by model.",
          "model")),
  KAPPA(
      gauge(
          "thalweg.monitor.kappa",
          "ratio",
          "Cohen's kappa of all labelled predictions, by model.",
          "model")),
  WINDOW_KAPPA(
      gauge(
          "thalweg.monitor.window.kappa",
          "ratio",
          "The same for the latest window that has labels, by model.",
          "model")),
  AUC(
      gauge(
          "thalweg.monitor.roc.auc",
          "ratio",
          "Of two classes, area under the ROC curve of all labelled predictions, by model.",
          "model")),
  WINDOW_AUC(
      gauge(
          "thalweg.monitor.window.roc.auc",
          "ratio",
          "The same for the latest window that has labels, by model.",
          "model")),
  LOG_LOSS(
      gauge(
          "thalweg.monitor.log.loss",
          "nats",
          "Of two classes, mean log loss of the same, by model.",
          "model")),
  WINDOW_LOG_LOSS(
      gauge(
          "thalweg.monitor.window.log.loss",
          "nats",
          "The same for the latest window that has labels, by model.",
          "model")),
  PRECISION(
      gauge(
          "thalweg.monitor.precision",
          "ratio",
          "Of two classes, precision of class 1 from a probability of 0.5 on, by model.",
          "model")),
  WINDOW_PRECISION(
      gauge(
          "thalweg.monitor.window.precision",
          "ratio",
          "The same for the latest window that has labels, by model.",
          "model")),
  RECALL(
      gauge(
          "thalweg.monitor.recall",
          "ratio",
          "Of two classes, recall of class 1 from a probability of 0.5 on, by model.",
          "model")),
  WINDOW_RECALL(
      gauge(
          "thalweg.monitor.window.recall",
          "ratio",
          "The same for the latest window that has labels, by model.",
          "model")),
  MAE(
      gauge(
          "thalweg.monitor.mae",
          "",
          "Mean absolute error of all predicted numbers whose target has come, by model.",
          "model")),
  WINDOW_MAE(
      gauge(
          "thalweg.monitor.window.mae",
          "",
          "The same for the latest window that has labels, by model.",
          "model")),
  RMSE(
      gauge(
          "thalweg.monitor.rmse",
          "",
          "Root of the mean squared error of the same, by model.",
          "model")),
  WINDOW_RMSE(
      gauge(
          "thalweg.monitor.window.rmse",
          "",
          "The same for the latest window that has labels, by model.",
          "model")),
  R2(
      gauge(
          "thalweg.monitor.r.squared",
          "",
          "R2 of the same, the share of the targets' variance that is explained, by model.",
          "model")),
  WINDOW_R2(
      gauge(
          "thalweg.monitor.window.r.squared",
          "",
          "The same for the latest window that has labels, by model.",
          "model")),
  NO_CHANGE(
      gauge(
          "thalweg.monitor.no.change",
          "ratio",
          "Share of the latest 1,000 samples that saying the last label again gets right.")),
  NO_CHANGE_MAE(
      gauge(
          "thalweg.monitor.no.change.mae",
          "",
          "Mean absolute error over the latest 1,000 samples of the last target again.")),
  PAGES_OPEN(gauge("thalweg.monitor.pages.open", "", "Browsers that have the page open.")),
  DRAWINGS_SENT(
      counter("thalweg.monitor.drawings.sent", "Pictures drawn on the page and sent to examples.")),
  DRAWINGS_LABELLED(
      counter(
          "thalweg.monitor.drawings.labelled",
          "Drawn digits that were labelled and sent to samples."));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  MonitorMetric(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
