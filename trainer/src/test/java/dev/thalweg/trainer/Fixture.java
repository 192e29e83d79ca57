package dev.thalweg.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.optimizer.Adam;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.model.setting.Values;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.topology.LearnerFigures;
import dev.thalweg.trainer.topology.LearnerTopology;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A small learner and a log of small samples. */
public final class Fixture {
  public static final Pipeline PIPELINE = new Pipeline("test");
  public static final int BATCH = 4;
  public static final long SNAPSHOT_EVERY = 10;
  public static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));
  public static final SchemaRegistry REGISTRY = SchemaRegistry.inMemory();
  public static final Architecture ARCHITECTURE =
      new Architecture(
          Shape.of(2, 3),
          List.of(new Dense(5, Activation.RELU, 0)),
          3,
          Output.SOFTMAX,
          Loss.CROSS_ENTROPY);

  private Fixture() {}

  public static LearnerFigures figures() {
    return new LearnerFigures(CLOCK);
  }

  public static LearnerConfig config() {
    return config(0.05);
  }

  public static LearnerConfig config(double learningRate) {
    return config(learningRate, Datatype.UINT8);
  }

  public static LearnerConfig config(double learningRate, Datatype datatype) {
    return config(ARCHITECTURE, learningRate, datatype);
  }

  public static LearnerConfig config(Architecture architecture) {
    return config(architecture, 0.05, Datatype.UINT8);
  }

  public static LearnerConfig config(
      Architecture architecture, double learningRate, Datatype datatype) {
    return new LearnerConfig(
        PIPELINE,
        architecture,
        datatype,
        new Hyperparameters(
            Values.NONE
                .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
                .with(Hyperparameters.OPTIMIZER, new Adam(0.9, 0.999, 1e-8))
                .with(Hyperparameters.SCHEDULE, new Schedule.Constant(learningRate))
                .with(Hyperparameters.EMA_SAMPLES, 40L)
                .with(Hyperparameters.INITIALIZATION, Initialization.HE_NORMAL)
                .with(Hyperparameters.SEED, 7L)),
        SNAPSHOT_EVERY,
        LearnerConfig.OnDivergence.SKIP);
  }

  /** A network that brings the numbers to one scale first. */
  public static LearnerConfig standardized() {
    return config(
        Architecture.parse("2x3 standardize dense(5,relu) dense(3,softmax) cross_entropy"));
  }

  /** A network that learns the labels of the samples as numbers. */
  public static LearnerConfig regression() {
    return config(Architecture.parse("2x3 standardize dense(5,relu) dense(1,scaled) huber(1)"));
  }

  /** Two updates of each minibatch, with three of the last 24 samples beside it. */
  public static LearnerConfig replaying() {
    return withReplay(config());
  }

  /** The same of another configuration. */
  public static LearnerConfig withReplay(LearnerConfig config) {
    return new LearnerConfig(
        config.pipeline(),
        config.architecture(),
        config.datatype(),
        config
            .hyperparameters()
            .with(Hyperparameters.UPDATES, 2L)
            .with(Hyperparameters.REPLAY_SAMPLES, 3L)
            .with(Hyperparameters.REPLAY_BUFFER, 24L)
            .with(Hyperparameters.SHIFT, 1L),
        config.snapshotEvery(),
        config.onDivergence(),
        config.rounds(),
        config.mapping());
  }

  /** A fold that goes on from a state, over a log. */
  public static SampleFold fold(LearnerConfig config, int partition, byte[] blob, FakeLog log) {
    SampleFold fold = new SampleFold(config, partition, 0, REGISTRY, CLOCK);
    FoldState state = FoldState.fromBytes(blob);
    fold.restore(state);
    log.read(state.firstNeeded(), state.next(), fold::remember);
    return fold;
  }

  /** Its first step makes every weight so large that the second overflows float32. */
  public static LearnerConfig diverging(LearnerConfig.OnDivergence onDivergence) {
    return new LearnerConfig(
        PIPELINE,
        new Architecture(
            Shape.of(2, 3),
            Collections.nCopies(6, new Dense(5, Activation.IDENTITY, 0)),
            3,
            Output.LINEAR,
            Loss.MEAN_SQUARED_ERROR),
        Datatype.UINT8,
        new Hyperparameters(
            Values.NONE
                .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
                .with(Hyperparameters.OPTIMIZER, new Sgd())
                .with(Hyperparameters.SCHEDULE, new Schedule.Constant(1e6))
                .with(Hyperparameters.EMA_SAMPLES, 0L)
                .with(Hyperparameters.INITIALIZATION, Initialization.HE_NORMAL)
                .with(Hyperparameters.SEED, 7L)),
        SNAPSHOT_EVERY,
        onDivergence);
  }

  public static SampleFold fold(LearnerConfig config) {
    return new SampleFold(config, 0, 0, REGISTRY, CLOCK);
  }

  /** The sample at an offset: a function of the offset alone. */
  public static byte[] sample(long offset) {
    SplittableRandom random = new SplittableRandom(offset);
    byte[] pixels = new byte[6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return encode(
        new Sample(
            "s" + offset,
            List.of(2, 3),
            dev.thalweg.schemas.avro.Datatype.UINT8,
            ByteBuffer.wrap(pixels),
            label(pixels),
            1f,
            ""));
  }

  /** The same with its numbers between 0 and 1, as float32. */
  public static Sample fractions(long offset) {
    SplittableRandom random = new SplittableRandom(offset);
    float[] numbers = new float[6];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble();
    }
    return fractions("s" + offset, numbers, (int) (numbers[0] * 3), 1f);
  }

  /** A sample of the learner's shape as float32. */
  public static Sample fractions(String id, float[] numbers, int label, float weight) {
    ByteBuffer data = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(numbers);
    return new Sample(
        id, List.of(2, 3), dev.thalweg.schemas.avro.Datatype.FP32, data, label, weight, "");
  }

  private static int label(byte[] pixels) {
    return (pixels[0] & 0xFF) / 86;
  }

  public static byte[] encode(Sample sample) {
    return new AvroSerializer<Sample>(REGISTRY)
        .serialize(PIPELINE.topic(PipelineTopic.SAMPLES), sample);
  }

  public static List<byte[]> samples(int count) {
    List<byte[]> log = new ArrayList<>();
    for (int offset = 0; offset < count; offset++) {
      log.add(sample(offset));
    }
    return log;
  }

  public static byte[] key(long offset) {
    return ("s" + offset).getBytes(UTF_8);
  }

  /** The store of a learner's state as the topology has it, without changelog and cache. */
  public static KeyValueStore<String, byte[]> learnerStore() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(LearnerTopology.STORE),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled()
        .build();
  }

  /** Folds the records of a log from the fold's next offset up to this one. */
  public static void consume(SampleFold fold, List<byte[]> log, long to, FoldOutputs outputs) {
    for (long offset = fold.next(); offset < to; offset++) {
      fold.consume(offset, key(offset), log.get((int) offset), new RecordHeaders(), outputs);
    }
  }

  /** The same of a log that may have directives. */
  public static void consume(SampleFold fold, FakeLog log, long to, FoldOutputs outputs) {
    log.read(
        fold.next(),
        to,
        (at, key, value, headers) -> fold.consume(at, key, value, headers, outputs));
  }

  /** What a topic tells that holds these snapshots, in this order. */
  public static SnapshotsRead read(List<Snapshot> snapshots) {
    TopicsInMemory topics = new TopicsInMemory();
    AvroSerializer<Snapshot> serializer = new AvroSerializer<>(REGISTRY);
    String topic = PIPELINE.topic(PipelineTopic.SNAPSHOTS);
    for (Snapshot snapshot : snapshots) {
      topics.add(
          SnapshotRing.key(PIPELINE.model(), snapshot.getSequence()),
          serializer.serialize(topic, snapshot));
    }
    return Snapshots.read(topics.scan(), REGISTRY, PIPELINE, OptionalLong.empty());
  }

  /** Keeps all outputs. */
  public static final class Collected implements FoldOutputs {
    public final List<TrainingProgress> progress = new ArrayList<>();
    public final List<Snapshot> snapshots = new ArrayList<>();
    public final List<DeadLetter> deadLetters = new ArrayList<>();
    public final List<Alarm> alarms = new ArrayList<>();
    public final List<JournalEntry> journal = new ArrayList<>();

    @Override
    public void progress(TrainingProgress record) {
      progress.add(record);
    }

    @Override
    public void snapshot(Snapshot record) {
      snapshots.add(record);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
      deadLetters.add(letter);
    }

    @Override
    public void alarm(Alarm record) {
      alarms.add(record);
    }

    @Override
    public void journal(JournalEntry record) {
      journal.add(record);
    }

    public List<String> hashes() {
      return snapshots.stream().map(Snapshot::getSha256).toList();
    }
  }

  /** A log in memory. */
  public static class FakeLog implements SampleLog {
    public List<byte[]> records = new ArrayList<>();
    private final Map<Long, Headers> headers = new HashMap<>();
    public String topicId = "topic-1";
    public boolean madeAgain;
    public long beginning;
    public OptionalLong committed = OptionalLong.empty();
    private volatile boolean woken;

    /** Puts a directive there; the records behind it move on, their headers do not. */
    public void insert(long offset, LearnerDirective directive) {
      insert(offset, directive.headers(), null);
    }

    /** Puts a record there, as above. */
    public void insert(long offset, Headers itsHeaders, byte[] value) {
      records.add((int) offset, value);
      headers.put(offset, itsHeaders);
    }

    public Headers headers(long offset) {
      return headers.getOrDefault(offset, new RecordHeaders());
    }

    @Override
    public String topicId() {
      return topicId;
    }

    @Override
    public boolean isMadeAgain() {
      return madeAgain;
    }

    @Override
    public long beginningOffset() {
      return beginning;
    }

    @Override
    public long endOffset() {
      return records.size();
    }

    @Override
    public OptionalLong committedOffset() {
      return committed;
    }

    /** The record at offset n is written n seconds after 1970. */
    @Override
    public OptionalLong offsetAt(Instant time) {
      long offset = Math.max(beginning, time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0));
      return offset < records.size() ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    @Override
    public void wakeup() {
      woken = true;
    }

    @Override
    public void read(long from, long to, Reader reader) {
      for (long offset = from; offset < to; offset++) {
        if (woken) {
          throw new WakeupException();
        }
        reader.accept(offset, key(offset), records.get((int) offset), headers(offset));
      }
    }

    @Override
    public void close() {}
  }
}
