package dev.thalweg.trainer.fold;

import dev.thalweg.model.Learner;
import dev.thalweg.model.Step;
import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;

/**
 * The fold over one partition of samples: record after record in, weights and outputs out. Whether
 * a record comes live or is read again makes no difference to it, and nothing but the record's
 * bytes decides whether it is accepted. Minibatch boundaries come from the count of accepted
 * samples, never from time. Belongs to one thread at a time; which one it is changes no bit.
 */
public final class SampleFold implements AutoCloseable {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final LearnerConfig config;
  private final String topic;
  private final int partition;
  private final InstantSource clock;
  private final AvroDecoder<Sample> decoder;
  private final Learner learner;
  private final Minibatch minibatch;
  private final SnapshotCadence cadence;

  /** The offset of the first sample of each minibatch that the learner may draw from again. */
  private final Deque<Long> remembered = new ArrayDeque<>();

  /** Null with a single learner. */
  private Round round;

  private long next;
  private long sequence;
  private String parentSha256 = "";
  private double lossSum;
  private long counted;
  private long correct;
  private double absoluteError;
  private double lastTarget = Double.NaN;

  /** A fold that has consumed nothing and begins at this offset. */
  public SampleFold(
      LearnerConfig config,
      int partition,
      long start,
      SchemaRegistry registry,
      InstantSource clock) {
    this.config = config;
    this.topic = config.pipeline().topic(PipelineTopic.SAMPLES);
    this.partition = partition;
    this.next = start;
    this.clock = clock;
    this.decoder = AvroDecoder.reusing(registry, new Sample());
    this.learner =
        new Learner(config.architecture(), config.hyperparametersOfOne(), config.datatype());
    this.round = config.rounds().areShared() ? Round.first(learner.weights()) : null;
    this.minibatch = new Minibatch(config);
    this.cadence = new SnapshotCadence(config.snapshotEvery());
  }

  /** The offset that is to be consumed next. */
  public long next() {
    return next;
  }

  /** Samples consumed by steps; those of the unfinished minibatch do not count yet. */
  public long samples() {
    return learner.samples();
  }

  /** Of the next step. */
  public double learningRate() {
    return learner.learningRate();
  }

  /** Whether no sample waits for its minibatch to be full. */
  public boolean isBetweenMinibatches() {
    return minibatch.isEmpty();
  }

  /** Whether the last restart was within one distance between snapshots. */
  public boolean isSoonAfterRestart() {
    OptionalLong since = learner.samplesSinceRestart();
    return since.isPresent() && since.getAsLong() <= config.snapshotEvery();
  }

  /** Consumes the record at an offset not below {@link #next}, a sample or a directive. */
  public FoldOutcome consume(
      long offset, byte[] key, byte[] value, Headers headers, FoldOutputs outputs) {
    Sample sample;
    try {
      Optional<LearnerDirective> directive = LearnerDirective.in(headers, value);
      if (directive.isPresent()) {
        return obey(offset, directive.get(), outputs);
      }
      sample = decoder.decode(value);
    } catch (UnreadableRecordException e) {
      return refuse(offset, key, value, e.getMessage(), outputs);
    }
    return consume(offset, key, value, sample, outputs);
  }

  /**
   * Obeys the directive at an offset at once; the samples of an unfinished minibatch stay, for the
   * next step. A state that is taken inside a minibatch stands at its first sample, below the
   * directive that it has obeyed: it meets that again, before any step, when it changes nothing.
   */
  public FoldOutcome obey(long offset, LearnerDirective directive, FoldOutputs outputs) {
    next = offset + 1;
    switch (directive) {
      case RESTART -> learner.restart();
    }
    forgetAsTheLearner();
    outputs.journal(
        JournalEntry.newBuilder()
            .setPartition(partition)
            .setStep(learner.steps())
            .setOffset(next)
            .setKind(JournalKind.DIRECTIVE)
            .setDirective(directive.text())
            .build());
    return FoldOutcome.OBEYED;
  }

  /**
   * Consumes a record that is decoded already, as several folds of one pass share it.
   *
   * @param sample what the value holds; only read, and not kept
   * @throws UserException when a step has diverged and the configuration says to stop then, or when
   *     the weights are not finite
   */
  public FoldOutcome consume(
      long offset, byte[] key, byte[] value, Sample sample, FoldOutputs outputs) {
    next = offset + 1;
    try {
      minibatch.add(sample, new Minibatch.Entry(offset, key, value));
    } catch (UnreadableRecordException e) {
      return refuse(offset, key, value, e.getMessage(), outputs);
    }
    if (!minibatch.isFull()) {
      return FoldOutcome.GATHERED;
    }
    FoldOutcome outcome = step(outputs);
    minibatch.clear();
    return outcome;
  }

  /** Consumes a record that can't be decoded. */
  public FoldOutcome refuse(
      long offset, byte[] key, byte[] value, String why, FoldOutputs outputs) {
    next = offset + 1;
    outputs.deadLetter(new DeadLetter(origin(offset), key, value, why));
    return FoldOutcome.REFUSED;
  }

  private FoldOutcome step(FoldOutputs outputs) {
    Step step = minibatch.learn(learner);
    remembered();
    int size = minibatch.entries().size();
    double loss = step.lossSum() / size;
    if (step.applied()) {
      lossSum += step.lossSum();
      counted += size;
    } else {
      diverged(loss, outputs);
    }
    correct += step.correct();
    absoluteError += step.absoluteError();
    TrainingProgress.Builder progress =
        TrainingProgress.newBuilder()
            .setModel(config.pipeline().model())
            .setPartition(partition)
            .setStep(learner.steps())
            .setSamples(learner.samples())
            .setBatchSize(size)
            .setLoss(loss)
            .setCorrect(step.correct())
            .setApplied(step.applied())
            .setTrainedAt(clock.instant())
            .setPredictedCounts(step.predicted());
    minibatch.tell(progress, step, lastTarget);
    outputs.progress(progress.build());
    lastTarget = minibatch.lastTarget();
    return ended(size, outputs);
  }

  /** What a step's end is the end of besides. */
  private FoldOutcome ended(int size, FoldOutputs outputs) {
    if (round != null) {
      if (config.rounds().isEarly(round.begun(), learner.samples())) {
        return FoldOutcome.STEPPED;
      }
      round = round.ended(next);
      return FoldOutcome.ROUND_ENDED;
    }
    if (!cadence.isDue(learner.samples(), learner.samplesSinceRestart(), size)) {
      return FoldOutcome.STEPPED;
    }
    snapshot(outputs);
    return FoldOutcome.SNAPSHOT_TAKEN;
  }

  /**
   * Takes a record from {@link FoldState#firstNeeded} up to {@link #next} again, after {@link
   * #restore}: the samples that the next steps draw from are not in the state, but in the log.
   */
  public void remember(long offset, byte[] key, byte[] value, Headers headers) {
    try {
      if (LearnerDirective.in(headers, value).isEmpty()) {
        minibatch.add(decoder.decode(value), new Minibatch.Entry(offset, key, value));
      }
    } catch (UnreadableRecordException e) {
      return; // it was refused then, too
    }
    if (minibatch.isFull()) {
      minibatch.remember(learner);
      remembered();
      minibatch.clear();
    }
  }

  private void remembered() {
    remembered.add(minibatch.entries().get(0).offset());
    forgetAsTheLearner();
  }

  private void forgetAsTheLearner() {
    while (remembered.size() > learner.remembered()) {
      remembered.remove();
    }
  }

  /** Whether a round is over, so that nothing is consumed until a merge is adopted. */
  public boolean waits() {
    return round != null && round.waits();
  }

  /** Whether no step was taken since the last merge; only with several learners. */
  public boolean isRoundEmpty() {
    return learner.samples() == round.begun();
  }

  /** Number of the merge that the round began with; only with several learners. */
  public long base() {
    return round.base();
  }

  /** Offset of the first record after the round that is over. */
  public long roundEnd() {
    return round.end();
  }

  /** Ends the round before it is full; the samples of an unfinished minibatch stay for the next. */
  public void endRound() {
    round = round.ended(next);
  }

  /** Takes {@link #endRound} back, and goes on with the round from there. */
  public void reopenRound() {
    round = round.ended(Round.OPEN);
  }

  /**
   * What was learned in the round that is over.
   *
   * @throws UserException when the weights are not finite
   */
  public LearnedRound learnedRound() {
    ModelWeights weights = learner.weights();
    if (!weights.isFinite()) {
      throw SnapshotStand.notFinite(learner.samples());
    }
    return new LearnedRound(
        LearnerProgress.newBuilder()
            .setPartition(partition)
            .setMerge(round.base())
            .setOffset(firstOpen())
            .setEnd(round.end())
            .setSamples(learner.samples())
            .setSteps(learner.steps())
            .setLossSum(lossSum)
            .setCounted(counted)
            .setCorrect(correct)
            .setStepsAtRestart(learner.stepsAtRestart())
            .setAbsoluteError(absoluteError)
            .build(),
        weights.minus(round.weights()),
        0);
  }

  /** Begins a round with the weights of a merge that this learner has a part in. */
  public void adopt(long merge, ModelWeights merged) {
    learner.adopt(merged);
    round = new Round(merge, learner.samples(), -1, merged);
  }

  private void diverged(double loss, FoldOutputs outputs) {
    List<Minibatch.Entry> entries = minibatch.entries();
    String detail =
        "Step %d (offsets %d to %d of %s-%d) %s"
            .formatted(
                learner.steps(),
                entries.get(0).offset(),
                entries.get(entries.size() - 1).offset(),
                topic,
                partition,
                trouble(loss));
    if (config.onDivergence() == LearnerConfig.OnDivergence.STOP) {
      throw new UserException(
          detail + ": use a lower learning rate, or go on without it with --on-divergence skip.");
    }
    outputs.alarm(
        Alarm.newBuilder()
            .setModel(config.pipeline().model())
            .setKind(AlarmKind.DIVERGED)
            .setDetail(detail + "; it was left out.")
            .setAt(clock.instant())
            .build());
    for (Minibatch.Entry entry : entries) {
      outputs.deadLetter(
          new DeadLetter(
              origin(entry.offset()), entry.key(), entry.value(), detail + "; not learned."));
    }
  }

  /** The step was not applied; its loss tells why, but for a gradient that overflowed. */
  private static String trouble(double loss) {
    return loss > Learner.LOSS_MAX && Double.isFinite(loss)
        ? "has a loss that exploded to %.3g".formatted(loss)
        : "is not finite, its loss is " + loss;
  }

  private void snapshot(FoldOutputs outputs) {
    Snapshot snapshot =
        new SnapshotStand(
                sequence,
                learner.samples(),
                learner.steps(),
                parentSha256,
                List.of(new PartitionOffset(partition, next)),
                lossSum / counted,
                (double) correct / learner.samples(),
                absoluteError / learner.samples(),
                clock.instant())
            .seal(config, learner.serving());
    outputs.snapshot(snapshot);
    sequence++;
    parentSha256 = snapshot.getSha256();
  }

  /** The offset of the first sample that is not in the weights. */
  private long firstOpen() {
    return minibatch.isEmpty() ? next : minibatch.entries().get(0).offset();
  }

  private RecordOrigin origin(long offset) {
    return new RecordOrigin(topic, partition, offset);
  }

  /**
   * The whole state, from which a new fold goes on bit for bit. The samples of an unfinished
   * minibatch are not in it: it stands at the first of them, in the log.
   *
   * @param topicId Kafka's id of the samples topic
   * @param reused is written and returned if it has the right length, so that a state of megabytes
   *     is neither allocated nor copied twice; its contents must no longer be needed
   */
  public byte[] blob(String topicId, byte[] reused) {
    FoldState header = header(topicId);
    int baseBytes = round == null ? 0 : round.weights().byteCount();
    int bytes = header.headerBytes() + learner.stateBytes() + baseBytes;
    ByteBuffer out = ByteBuffer.wrap(reused.length == bytes ? reused : new byte[bytes]);
    header.writeHeader(out);
    learner.writeState(out);
    if (round != null) {
      round.weights().write(out);
    }
    return out.array();
  }

  private FoldState header(String topicId) {
    return new FoldState(
        topicId,
        config.architecture().text(),
        config.frozen(),
        firstOpen(),
        sequence,
        parentSha256,
        lossSum,
        OptionalLong.of(counted),
        correct,
        absoluteError,
        lastTarget,
        replayedFrom(),
        NO_BYTES,
        Optional.ofNullable(round)
            .map(at -> new FoldState.RoundState(at.base(), at.begun(), at.end())),
        Optional.empty());
  }

  /** Whether its state is too large for a record, so that it is put as a head and parts. */
  public boolean isParted() {
    return config.isParted();
  }

  /** What the parts hold: the bytes of {@link #blob} behind its header, without a copy. */
  public FlatState flatState() {
    FlatState state = learner.flatState();
    if (round != null) {
      round.weights().addTo(state);
    }
    return state;
  }

  /**
   * The head of the parts that hold {@link #flatState}; the other parameters as of {@link #blob}.
   */
  public byte[] head(String topicId, StateParts parts) {
    return header(topicId).head(parts);
  }

  private OptionalLong replayedFrom() {
    if (config.hyperparameters().replaySamples() == 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(remembered.isEmpty() ? firstOpen() : remembered.getFirst());
  }

  /**
   * Goes on from a state of the same configuration, once the records from {@link
   * FoldState#firstNeeded} on were {@linkplain #remember remembered}.
   */
  public void restore(FoldState state) {
    ByteBuffer in = state.learner().duplicate();
    learner.readState(in);
    state.round().ifPresent(at -> round = new Round(at.base(), at.begun(), at.end(), base(in)));
    restoreHeader(state);
  }

  /**
   * The same of a state in parts.
   *
   * @param filler puts every byte of the parts into what it is given; where it fails, the fold is
   *     only to be closed
   */
  public void restore(FoldState state, Consumer<FlatState> filler) {
    learner.fillState(
        flat -> {
          Optional<Supplier<ModelWeights>> base =
              state
                  .round()
                  .map(
                      at ->
                          ModelWeights.addRoom(
                              flat, config.architecture(), config.hyperparameters()));
          filler.accept(flat);
          state
              .round()
              .ifPresent(
                  at ->
                      round = new Round(at.base(), at.begun(), at.end(), base.orElseThrow().get()));
        });
    restoreHeader(state);
  }

  private void restoreHeader(FoldState state) {
    minibatch.clear();
    remembered.clear();
    next = state.next();
    sequence = state.sequence();
    parentSha256 = state.parentSha256();
    lossSum = state.lossSum();
    counted = state.counted().orElse(learner.samples());
    correct = state.correct();
    absoluteError = state.absoluteError();
    lastTarget = state.lastTarget();
  }

  private ModelWeights base(ByteBuffer in) {
    return ModelWeights.read(in, config.architecture(), config.hyperparameters());
  }

  @Override
  public void close() {
    learner.close();
  }
}
