package dev.thalweg.trainer.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.topics.parts.Parts;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a learner's weights and snapshots depend on.
 *
 * @param datatype of the samples
 * @param snapshotEvery samples between two snapshots; taken at the first step that reaches a
 *     multiple of it
 * @param onDivergence what to do when a step diverges; does not change the weights
 * @param rounds of several learners
 * @param mapping how features and target are made of records, in at most {@value #MAPPING_BYTES}
 *     bytes, for whoever maps rows for the model; empty where no mapping makes the samples. Does
 *     not change the weights
 */
public record LearnerConfig(
    Pipeline pipeline,
    Architecture architecture,
    Datatype datatype,
    Hyperparameters hyperparameters,
    long snapshotEvery,
    OnDivergence onDivergence,
    Rounds rounds,
    String mapping) {

  /** What to do when a step diverges: its loss or gradient is not finite, or its loss exploded. */
  public enum OnDivergence {
    /** Leave the step out, put its samples into dead-letters, raise an alarm and go on. */
    SKIP,
    /** Stop before the step, which a restart meets again. */
    STOP;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What samples are of where nobody says otherwise. */
  public static final Datatype DATATYPE_DEFAULT = Datatype.UINT8;

  /** The key of the datatype among the frozen settings. */
  public static final String DATATYPE = SnapshotValidator.DATATYPE;

  /** The key of the mapping among the frozen settings, if there is one. */
  public static final String MAPPING = SnapshotValidator.MAPPING;

  /** Some seconds apart at the rate at which a stream is learned. */
  public static final long SNAPSHOT_EVERY_DEFAULT = 10_000;

  static final String SNAPSHOT_EVERY = "snapshot.every";

  /** Most bytes of a mapping's text. */
  static final int MAPPING_BYTES = 32 << 10;

  /** How many learners there are; not among the frozen settings of a single one. */
  static final String LEARNERS = "learners";

  static final String MERGE_EVERY = "merge.every";

  public LearnerConfig {
    int bytes = mapping.getBytes(UTF_8).length;
    if (bytes > MAPPING_BYTES) {
      throw new UserException(
          ("The mapping has %,d bytes in its features and target, but a snapshot has room for %,d:"
                  + " use hashed categories in place of long lists.")
              .formatted(bytes, MAPPING_BYTES));
    }
    if (snapshotEvery < 1) {
      throw new UserException(
          "A snapshot every %d samples is not possible: give at least 1.".formatted(snapshotEvery));
    }
  }

  /** Of a single learner. */
  public LearnerConfig(
      Pipeline pipeline,
      Architecture architecture,
      Datatype datatype,
      Hyperparameters hyperparameters,
      long snapshotEvery,
      OnDivergence onDivergence) {
    this(
        pipeline,
        architecture,
        datatype,
        hyperparameters,
        snapshotEvery,
        onDivergence,
        Rounds.NONE,
        "");
  }

  /** The same of several learners. */
  public LearnerConfig with(Rounds shared) {
    return new LearnerConfig(
        pipeline,
        architecture,
        datatype,
        hyperparameters,
        snapshotEvery,
        onDivergence,
        shared,
        mapping);
  }

  /** The same of samples that a mapping makes. */
  public LearnerConfig withMapping(String text) {
    return new LearnerConfig(
        pipeline,
        architecture,
        datatype,
        hyperparameters,
        snapshotEvery,
        onDivergence,
        rounds,
        text);
  }

  /**
   * What a snapshot was trained by. A step that diverged is left out, which is how a snapshot after
   * it came to be.
   *
   * @throws UserException when the snapshot does not say how often there is one
   * @throws IllegalArgumentException with one sentence when it names a network or hyper-parameters
   *     that are not possible
   */
  public static LearnerConfig of(Pipeline pipeline, Snapshot snapshot) {
    return ofFrozen(pipeline, snapshot.getArchitecture(), snapshot.getHyperparameters());
  }

  /**
   * The same from a state.
   *
   * @param frozen the hyper-parameters, datatype, mapping and snapshot.every, by name
   */
  public static LearnerConfig ofFrozen(
      Pipeline pipeline, String architecture, Map<String, String> frozen) {
    Map<String, String> hyperparameters = new HashMap<>(frozen);
    long every = number(SNAPSHOT_EVERY, hyperparameters.remove(SNAPSHOT_EVERY));
    Rounds rounds = Rounds.NONE;
    if (hyperparameters.containsKey(LEARNERS)) {
      rounds =
          new Rounds(
              (int) Math.min(Integer.MAX_VALUE, number(LEARNERS, hyperparameters.remove(LEARNERS))),
              number(MERGE_EVERY, hyperparameters.remove(MERGE_EVERY)));
    }
    String mapping = Objects.requireNonNullElse(hyperparameters.remove(MAPPING), "");
    return new LearnerConfig(
        pipeline,
        Architecture.parse(architecture),
        Datatype.parse(hyperparameters.remove(DATATYPE)),
        Hyperparameters.fromMap(hyperparameters),
        every,
        OnDivergence.SKIP,
        rounds,
        mapping);
  }

  private static long number(String name, String text) {
    if (text == null || !text.matches("[0-9]{1,18}")) {
      throw new UserException(
          "It says \"%s\" for %s instead of a number: it was not written by this trainer."
              .formatted(text, name));
    }
    return Long.parseLong(text);
  }

  /**
   * The hyper-parameters of each learner: it averages over as many samples of its own as are its
   * share of the horizon.
   */
  public Hyperparameters hyperparametersOfOne() {
    long horizon = hyperparameters.emaSamples();
    return rounds.areShared() && horizon > 0
        ? hyperparameters.with(
            Hyperparameters.EMA_SAMPLES,
            Math.max(hyperparameters.batchSize(), horizon / rounds.learners()))
        : hyperparameters;
  }

  /**
   * Whether the parameters are too large for a record, so that snapshots and states are in parts.
   */
  public boolean isParted() {
    return architecture.parameterCount() > Parts.BYTES / Float.BYTES;
  }

  /** What samples look like. */
  public ExampleFormat format() {
    return new ExampleFormat(
        architecture.shape().dimensions(),
        dev.thalweg.schemas.avro.Datatype.valueOf(datatype.text()));
  }

  /** Everything that is frozen at the first sample, except for the architecture. */
  public SortedMap<String, String> frozen() {
    SortedMap<String, String> all = new TreeMap<>(hyperparameters.toMap());
    all.put(DATATYPE, datatype.text());
    all.put(SNAPSHOT_EVERY, Long.toString(snapshotEvery));
    if (!mapping.isEmpty()) {
      all.put(MAPPING, mapping);
    }
    if (rounds.areShared()) {
      all.put(LEARNERS, Integer.toString(rounds.learners()));
      all.put(MERGE_EVERY, Long.toString(rounds.every()));
    }
    return Collections.unmodifiableSortedMap(all);
  }
}
