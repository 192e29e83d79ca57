package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.accuracy.TallySeries.Limit;
import dev.thalweg.monitor.accuracy.TallySeries.Now;
import dev.thalweg.monitor.accuracy.TallySeries.Surplus;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.ConfusionCell;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/** The tallies of one model: of its windows, its versions and all of it. */
final class ModelAccuracy {
  private static final long ALL = 0;

  /** Of the pipeline's own model; windows of a thousand classes take 33 KB each. */
  private static final long OWN_WINDOWS_BYTES = 32 << 20;

  /** Of every other one: anybody can name fifteen. */
  private static final long OTHER_WINDOWS_BYTES = 4 << 20;

  private static final long VERSIONS_BYTES = 4 << 20;

  private final String model;
  private final AccuracyConfig config;
  private final TallySeries windows;
  private final TallySeries versions;
  private final TallySeries total;

  ModelAccuracy(String model, AccuracyConfig config, KeyValueStore<String, byte[]> store) {
    this.model = model;
    this.config = config;
    windows =
        new TallySeries(
            store,
            windowScope(config),
            model,
            new Limit(
                config.windowsMax(),
                model.equals(config.pipeline().model()) ? OWN_WINDOWS_BYTES : OTHER_WINDOWS_BYTES),
            Surplus.LOWEST);
    versions =
        new TallySeries(
            store,
            AccuracyScope.VERSION.name(),
            model,
            new Limit(AccuracyConfig.VERSIONS_MAX, VERSIONS_BYTES),
            Surplus.LEAST_TRAFFIC);
    total =
        new TallySeries(
            store, AccuracyScope.TOTAL.name(), model, new Limit(1, Long.MAX_VALUE), Surplus.LOWEST);
  }

  /** Windows of another size are others: their counts must not be mixed with these. */
  private static String windowScope(AccuracyConfig config) {
    return AccuracyScope.WINDOW.name() + config.window().toMillis();
  }

  /** Takes over an entry of the store; false when it belongs to no scope that is counted now. */
  boolean load(String scope, String number, byte[] value) {
    if (scope.equals(windowScope(config))) {
      windows.load(number, value);
    } else if (scope.equals(AccuracyScope.VERSION.name())) {
      versions.load(number, value);
    } else if (scope.equals(AccuracyScope.TOTAL.name())) {
      total.load(number, value);
    } else {
      return false;
    }
    return true;
  }

  /**
   * @param nowMs how far the stream has come in its own time
   */
  void add(CellTally added, long arrivals, long nowMs) {
    Cell cell = added.cell();
    Now now = new Now(arrivals, nowMs + config.retention().toMillis());
    total.add(ALL, added.tally(), now);
    // What was given up is told in the total alone; it would only repeat the other records.
    if (!cell.isOfLateLabels() && added.tally().hasPredictions()) {
      windows.add(cell.windowStart(), added.tally(), now);
      versions.add(cell.version(), added.tally(), now);
    }
  }

  /** Whether these counts begin a window after all others: so those are closed. */
  boolean closesWindow(CellTally added) {
    return added.cell().windowStart() > windows.highest() && windows.highest() >= 0;
  }

  Traffic traffic() {
    return total.traffic();
  }

  void drop() {
    windows.drop();
    versions.drop();
    total.drop();
  }

  /** Hands over the accuracy of every tally that has changed since the last time. */
  void tellChanged(Consumer<WindowAccuracy> each) {
    long windowMs = config.window().toMillis();
    windows.tellChanged(
        (start, tally) -> each.accept(of(AccuracyScope.WINDOW, tally, start, start + windowMs)));
    versions.tellChanged(
        (version, tally) ->
            each.accept(
                of(AccuracyScope.VERSION, tally, tally.firstScoredAt(), tally.lastScoredAt())));
    total.tellChanged(
        (all, tally) -> {
          WindowAccuracy value =
              of(AccuracyScope.TOTAL, tally, tally.firstScoredAt(), tally.lastScoredAt());
          value.setLateLabels(tally.lateLabels());
          value.setUnlabelled(tally.unlabelled());
          each.accept(value);
        });
  }

  private WindowAccuracy of(AccuracyScope scope, Tally tally, long start, long end) {
    WindowAccuracy value = new WindowAccuracy();
    value.setModel(model);
    value.setScope(scope);
    value.setWindowStart(Instant.ofEpochMilli(start));
    value.setWindowEnd(Instant.ofEpochMilli(end));
    value.setVersion(tally.newestVersion());
    value.setScored(tally.scored());
    value.setLabelled(tally.labelled());
    value.setCorrect(tally.correct());
    value.setAccuracy(tally.labelled() == 0 ? 0 : (double) tally.correct() / tally.labelled());
    List<ClassCounts> classes = new ArrayList<>();
    tally.eachClass(
        c -> classes.add(new ClassCounts(c.label(), c.labelled(), c.predicted(), c.correct())));
    value.setClasses(classes);
    List<ConfusionCell> confusion = new ArrayList<>();
    tally
        .confusion()
        .eachCell((label, predicted, n) -> confusion.add(new ConfusionCell(label, predicted, n)));
    value.setConfusion(confusion);
    OptionalDouble calibrationError = tally.calibration().error();
    value.setCalibrationError(calibrationError.isPresent() ? calibrationError.getAsDouble() : null);
    value.setErrors(tally.errors().told());
    value.setTwoClasses(tally.binary().told(config.threshold()));
    return value;
  }
}
