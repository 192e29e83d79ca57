package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.Imbalance;
import dev.thalweg.monitor.drift.NumberRise;
import dev.thalweg.monitor.drift.Rise;
import dev.thalweg.monitor.join.Outcomes;
import dev.thalweg.monitor.score.FigureText;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The drift of all models, and the sentences of its alarms. Each change is written through to the
 * store; what is on the heap is built from it at the start.
 */
public final class DriftDetection {
  private final DriftStates<TrainedDrift> trained;
  private final DriftStates<ServedDrift> served;
  private final DriftStates<LabelDrift> labels;

  private final DriftStates<ClockDrift> clocks;
  private final DriftStates<NumberDrift> trainedNumbers;
  private final DriftStates<NumberDrift> servedNumbers;

  /**
   * @param ownModel the pipeline's
   */
  public DriftDetection(String ownModel, KeyValueStore<String, byte[]> store) {
    trained =
        new DriftStates<>("trained", ownModel, store, TrainedDrift::new, TrainedDrift::readFrom);
    served = new DriftStates<>("served", ownModel, store, ServedDrift::new, ServedDrift::readFrom);
    labels = new DriftStates<>("labels", ownModel, store, LabelDrift::new, LabelDrift::readFrom);
    clocks = new DriftStates<>("clocks", ownModel, store, ClockDrift::new, ClockDrift::readFrom);
    trainedNumbers = numbers("trained-numbers", ownModel, store);
    servedNumbers = numbers("served-numbers", ownModel, store);
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        trained.load(entry.key, entry.value);
        served.load(entry.key, entry.value);
        labels.load(entry.key, entry.value);
        clocks.load(entry.key, entry.value);
        trainedNumbers.load(entry.key, entry.value);
        servedNumbers.load(entry.key, entry.value);
      }
    }
  }

  private static DriftStates<NumberDrift> numbers(
      String kind, String ownModel, KeyValueStore<String, byte[]> store) {
    return new DriftStates<>(kind, ownModel, store, NumberDrift::new, NumberDrift::readFrom);
  }

  /**
   * Takes one step of a learner; a repeat of one changes nothing.
   *
   * @param origin where in the log it stands, for people
   * @return whether it is no repeat
   */
  public boolean training(
      TrainingProgress progress, String origin, long atMs, Consumer<Alarm> alarms) {
    String model = progress.getModel();
    TrainedDrift state = trained.of(model);
    if (!state.isNew(progress)) {
      return false;
    }
    String place =
        String.format(
            Locale.ROOT,
            "at step %d of learner %d, its sample %,d (%s)",
            progress.getStep(),
            progress.getPartition(),
            progress.getSamples(),
            origin);
    state
        .errors(progress)
        .map(rise -> alarm(model, rise, "trained", place, atMs))
        .ifPresent(alarms);
    if (progress.getErrors() != null && state.counts(progress)) {
      numbers(progress, state.hasBegunAnew())
          .map(rise -> alarm(model, rise, "trained", place, atMs))
          .ifPresent(alarms);
    }
    state
        .labels(progress)
        .map(imbalance -> alarm(model, imbalance, "samples learned", place, atMs))
        .ifPresent(alarms);
    trained.keep(model, state);
    return true;
  }

  /**
   * A minibatch's errors of numbers, each as their mean; those whose prediction was no number count
   * as the bound.
   */
  private Optional<NumberRise> numbers(TrainingProgress progress, boolean anew) {
    ErrorSums errors = progress.getErrors();
    String model = progress.getModel();
    NumberDrift state = anew ? new NumberDrift() : trainedNumbers.of(model);
    int counted = (int) Math.min(progress.getBatchSize(), errors.getCounted());
    Optional<NumberRise> rise = state.add(errors.getAbsolute() / counted, counted);
    Optional<NumberRise> last =
        state.add(Double.POSITIVE_INFINITY, progress.getBatchSize() - counted);
    trainedNumbers.keep(model, state);
    return rise.isPresent() ? rise : last;
  }

  /** Takes what a join has found out. */
  public void outcomes(Outcomes outcomes, long atMs, Consumer<Alarm> alarms) {
    switch (outcomes.kind()) {
      case SERVED -> served(outcomes, atMs, alarms);
      case LABELS -> labels(outcomes, atMs, alarms);
      case TIMES -> times(outcomes, atMs, alarms);
      case NUMBERS -> servedNumbers(outcomes, atMs, alarms);
    }
  }

  private void served(Outcomes outcomes, long atMs, Consumer<Alarm> alarms) {
    String model = outcomes.model();
    ServedDrift state = served.of(model);
    for (int i = 0; i < outcomes.size(); i++) {
      state
          .add(outcomes.value(i) != 0)
          .map(rise -> alarm(model, rise, "served", after(state.judged(), "predictions"), atMs))
          .ifPresent(alarms);
    }
    served.keep(model, state);
  }

  private void servedNumbers(Outcomes outcomes, long atMs, Consumer<Alarm> alarms) {
    String model = outcomes.model();
    NumberDrift state = servedNumbers.of(model);
    for (int i = 0; i < outcomes.size(); i++) {
      state
          .add(Float.intBitsToFloat(outcomes.value(i)), 1)
          .map(rise -> alarm(model, rise, "served", after(state.judged(), "predictions"), atMs))
          .ifPresent(alarms);
    }
    servedNumbers.keep(model, state);
  }

  private void labels(Outcomes outcomes, long atMs, Consumer<Alarm> alarms) {
    String model = outcomes.model();
    LabelDrift state = labels.of(model);
    for (int i = 0; i < outcomes.size(); i++) {
      state
          .add(outcomes.value(i))
          .map(found -> alarm(model, found, "labels", after(state.labels(), "examples"), atMs))
          .ifPresent(alarms);
    }
    labels.keep(model, state);
  }

  /** Its values are pairs: records, and how many of them had a time that can't be. */
  private void times(Outcomes outcomes, long atMs, Consumer<Alarm> alarms) {
    String model = outcomes.model();
    ClockDrift state = clocks.of(model);
    for (int i = 0; i + 1 < outcomes.size(); i += 2) {
      state
          .add(outcomes.value(i), outcomes.value(i + 1))
          .ifPresent(share -> alarms.accept(clockAlarm(model, share, atMs)));
    }
    clocks.keep(model, state);
  }

  private static Alarm clockAlarm(String model, double share, long atMs) {
    String detail =
        String.format(
            Locale.ROOT,
            "Clocks: %.1f %% of the latest records of predictions, labels and training have a time"
                + " in the future, long ago, or none; the time of their arrival counts instead."
                + " Check the clocks of those who write them.",
            100 * share);
    return new Alarm(model, AlarmKind.CLOCK, detail, Instant.ofEpochMilli(atMs));
  }

  private static String after(long count, String what) {
    return String.format(Locale.ROOT, "after %,d labelled %s", count, what);
  }

  private static Alarm alarm(String model, Rise rise, String weights, String place, long atMs) {
    String detail =
        String.format(
            Locale.ROOT,
            "%s: the errors of the %s weights rose from %.1f %% to %.1f %%, %s.",
            rise.detector(),
            weights,
            100 * rise.before(),
            100 * rise.after(),
            place);
    return new Alarm(model, AlarmKind.DRIFT, detail, Instant.ofEpochMilli(atMs));
  }

  private static Alarm alarm(
      String model, NumberRise rise, String weights, String place, long atMs) {
    String detail =
        String.format(
            Locale.ROOT,
            "ADWIN: the mean absolute error of the %s weights rose from %s to %s, where an error"
                + " counts as %s at most, %s.",
            weights,
            FigureText.of(rise.before()),
            FigureText.of(rise.after()),
            FigureText.of(rise.bound()),
            place);
    return new Alarm(model, AlarmKind.DRIFT, detail, Instant.ofEpochMilli(atMs));
  }

  private static Alarm alarm(
      String model, Imbalance imbalance, String what, String place, long atMs) {
    String detail =
        String.format(
            Locale.ROOT,
            "Class balance: label %d is %.1f %% of the latest %d %s, and was %.1f %% of those before,"
                + " %s.",
            imbalance.label(),
            100 * imbalance.share(),
            imbalance.labels(),
            what,
            100 * imbalance.before(),
            place);
    return new Alarm(model, AlarmKind.CLASS_BALANCE, detail, Instant.ofEpochMilli(atMs));
  }
}
