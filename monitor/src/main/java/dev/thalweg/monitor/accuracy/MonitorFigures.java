package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What this process's monitor does, for its metrics; any thread may ask. The counts begin with the
 * process, and have twice what a transaction that was aborted had counted: what {@code accuracy}
 * says does not depend on them.
 */
public final class MonitorFigures {
  /**
   * As many as are aggregated at a time: a writer of predictions can name any model. The pipeline's
   * own has a place besides.
   */
  static final int MODELS_MAX = 16;

  /** What is counted. */
  public enum Event {
    /** A prediction, each example, model and version once. */
    PREDICTION,
    /** A label, each example once. */
    LABEL,
    /** A prediction whose label has come. */
    JOINED,
    /** A prediction that was given up, as no label came in time. */
    UNMATCHED,
    /** A label that was given up, as no prediction came, or came when it was given up. */
    LATE_LABEL,
    REPEATED_PREDICTION,
    REPEATED_LABEL,
    /** A record that came with a time that can't be, and was counted as of its arrival. */
    BOUNDED_TIME,
    /** A record that is in dead-letters instead. */
    REFUSED
  }

  private final String ownModel;
  private final PrequentialWindow trained = new PrequentialWindow();
  private volatile double noChange = Double.NaN;
  private volatile double noChangeError = Double.NaN;
  private final Map<Event, LongAdder> events = adders(Event.values());
  private final Map<AlarmKind, LongAdder> alarms = adders(AlarmKind.values());
  private final Map<String, ModelFigures> models = new LinkedHashMap<>();
  private final List<Consumer<ModelFigures>> observers = new ArrayList<>();

  /**
   * @param ownModel the pipeline's
   */
  public MonitorFigures(String ownModel) {
    this.ownModel = ownModel;
  }

  private static <T> Map<T, LongAdder> adders(T[] keys) {
    return Arrays.stream(keys)
        .collect(Collectors.toUnmodifiableMap(Function.identity(), key -> new LongAdder()));
  }

  public void count(Event event) {
    events.get(event).increment();
  }

  public void raised(Alarm alarm) {
    alarms.get(alarm.getKind()).increment();
  }

  /** Takes a minibatch of the pipeline's own learners, as it was before it was learned. */
  public void trained(TrainingProgress progress) {
    if (progress.getModel().equals(ownModel)) {
      synchronized (trained) {
        trained.add(progress);
        noChange = trained.noChange();
        noChangeError = trained.noChangeError();
      }
    }
  }

  /** Share of the latest samples that saying the last label again gets right; NaN of numbers. */
  public double noChange() {
    return noChange;
  }

  /** Mean absolute error over the latest samples of the last target again; NaN of classes. */
  public double noChangeError() {
    return noChangeError;
  }

  synchronized void told(WindowAccuracy value) {
    if (value.getLabelled() == 0) {
      return;
    }
    ModelFigures known = models.get(value.getModel());
    if (known != null) {
      known.told(value);
    } else if (hasPlaceFor(value.getModel())) {
      ModelFigures added = new ModelFigures(value.getModel());
      added.told(value);
      models.put(value.getModel(), added);
      observers.forEach(observer -> observer.accept(added));
    }
  }

  private boolean hasPlaceFor(String model) {
    int others = models.size() - (models.containsKey(ownModel) ? 1 : 0);
    return model.equals(ownModel) || others < MODELS_MAX;
  }

  /** How often that has happened. */
  public long counted(Event event) {
    return events.get(event).sum();
  }

  /** How many alarms of a kind it has raised. */
  public long raised(AlarmKind kind) {
    return alarms.get(kind).sum();
  }

  /**
   * Hands over each model, now and whenever there is another one; at most 16 besides the
   * pipeline's.
   */
  public synchronized void eachModel(Consumer<ModelFigures> observer) {
    observers.add(observer);
    models.values().forEach(observer);
  }
}
