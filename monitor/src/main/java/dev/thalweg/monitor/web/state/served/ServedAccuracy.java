package dev.thalweg.monitor.web.state.served;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.monitor.score.ServedFigures;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.ConfusionCell;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.IOException;
import java.util.List;

/** How right predictions were: by windows of time, by version, and all together by class. */
public final class ServedAccuracy implements Section {
  private static final int POINTS_MAX = 2_000;
  private static final int CLASSES_MAX = 100;

  private final KeyedSeries windows = new KeyedSeries("windows", POINTS_MAX);
  private final KeyedSeries versions = new KeyedSeries("versions", POINTS_MAX);
  private WindowAccuracy total;
  private boolean totalChanged;

  /** Takes a record of the topic accuracy. */
  public void add(WindowAccuracy accuracy) {
    switch (accuracy.getScope()) {
      case WINDOW ->
          windows.putWithError(
              accuracy.getWindowStart().toEpochMilli(),
              error(accuracy),
              accuracy.getWindowEnd().toEpochMilli(),
              accuracy.getVersion(),
              accuracy.getScored(),
              accuracy.getLabelled(),
              accuracy.getCorrect());
      case VERSION ->
          versions.putWithError(
              accuracy.getVersion(),
              error(accuracy),
              accuracy.getScored(),
              accuracy.getLabelled(),
              accuracy.getCorrect());
      case TOTAL -> {
        total = accuracy;
        totalChanged = true;
      }
      case OTHER -> {
        // A scope that this page does not know yet.
      }
    }
  }

  /** Mean absolute error of numbers; NaN of classes. */
  private static double error(WindowAccuracy accuracy) {
    return NumberErrors.of(accuracy.getErrors()).meanAbsolute();
  }

  @Override
  public boolean hasChanged() {
    return totalChanged || windows.hasChanged() || versions.hasChanged();
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    windows.writeAll(json);
    versions.writeAll(json);
    if (total != null) {
      writeTotal(json);
    }
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    windows.writeChanges(json);
    versions.writeChanges(json);
    if (totalChanged) {
      writeTotal(json);
    }
    totalChanged = false;
  }

  private void writeTotal(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("total");
    json.writeNumberField("scored", total.getScored());
    json.writeNumberField("labelled", total.getLabelled());
    json.writeNumberField("correct", total.getCorrect());
    json.writeNumberField("unlabelled", total.getUnlabelled());
    json.writeNumberField("lateLabels", total.getLateLabels());
    ServedFigures figures = ServedFigures.of(total);
    JsonNumbers.writeFigure(json, "kappa", figures.kappa());
    JsonNumbers.writeFigure(json, "auc", figures.ranking().auc());
    JsonNumbers.writeFigure(json, "logLoss", figures.ranking().logLoss());
    JsonNumbers.writeFigure(json, "precision", figures.ranking().precision());
    JsonNumbers.writeFigure(json, "recall", figures.ranking().recall());
    JsonNumbers.writeFigure(json, "mae", figures.mae());
    JsonNumbers.writeFigure(json, "rmse", figures.rmse());
    JsonNumbers.writeFigure(json, "r2", figures.r2());
    json.writeArrayFieldStart("classes"); // each: class, labelled, predicted, correct
    List<ClassCounts> classes = total.getClasses();
    for (ClassCounts one : classes.subList(0, Math.min(CLASSES_MAX, classes.size()))) {
      json.writeStartArray();
      json.writeNumber(one.getLabel());
      json.writeNumber(one.getLabelled());
      json.writeNumber(one.getPredicted());
      json.writeNumber(one.getCorrect());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("confusion");
    for (ConfusionCell cell : total.getConfusion()) {
      json.writeStartArray();
      json.writeNumber(cell.getLabel());
      json.writeNumber(cell.getPredicted());
      json.writeNumber(cell.getCount());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
