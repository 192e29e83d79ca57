package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is learned ahead of the thread that processes records: when it comes out, and where. */
@Timeout(120)
class FoldAheadTest {
  private static final String TOPIC = Fixture.PIPELINE.topic(PipelineTopic.SAMPLES);
  private static final int RUN = 50;

  private final FakeLog log = new FakeLog();
  private final Source source = new Source();
  private final LearnerFigures figures = Fixture.figures();
  private MockProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private LearnerProcessor processor;

  /** Steps wait for it. */
  private volatile CountDownLatch steps = new CountDownLatch(0);

  private long stateAtFirstSend;

  /** What was committed, transaction after transaction. */
  private final List<ProducerRecord<byte[], byte[]>> committed = new ArrayList<>();

  /** As the one of a stream thread, in whose place the test commits. */
  private final class Source implements SampleSource {
    private final Set<Runnable> beforeCommit = new LinkedHashSet<>();
    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private boolean behind = true;
    private boolean committing;
    private boolean refuses;

    @Override
    public void goOnAt(int partition, long offset) {}

    @Override
    public List<ConsumerRecord<byte[], byte[]>> following(int partition, long offset) {
      return LongStream.range(offset + 1, Math.min(offset + RUN, log.endOffset()))
          .mapToObj(
              at ->
                  new ConsumerRecord<>(
                      TOPIC,
                      0,
                      at,
                      0L,
                      TimestampType.CREATE_TIME,
                      0,
                      0,
                      Fixture.key(at),
                      log.records.get((int) at),
                      log.headers(at),
                      Optional.empty()))
          .toList();
    }

    @Override
    public boolean isBehind(int partition) {
      return behind;
    }

    @Override
    public boolean tellsOfCommits() {
      return true;
    }

    @Override
    public void beforeCommit(Runnable action) {
      beforeCommit.add(action);
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
      assertThat(committing).as("in a commit").isTrue();
      if (refuses) {
        throw new KafkaException("refused");
      }
      if (sent.isEmpty()) {
        stateAtFirstSend = FoldState.fromBytes(store.get("fold")).next();
      }
      sent.add(record);
    }

    void commit() {
      committing = true;
      steps.countDown();
      List<Runnable> all = List.copyOf(beforeCommit);
      beforeCommit.clear();
      all.forEach(Runnable::run);
      committing = false;
    }
  }

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(6_000);
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(1_000);
    store = Fixture.learnerStore();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    processor = newProcessor(Fixture.config());
  }

  @AfterEach
  void tearDown() {
    processor.close();
  }

  private LearnerProcessor newProcessor(LearnerConfig config) {
    return new LearnerProcessor(
        config,
        Fixture.REGISTRY,
        partition -> log,
        source,
        SharedLearning.NONE,
        figures,
        this::whenStepsMayEnd);
  }

  private Instant whenStepsMayEnd() {
    try {
      steps.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Fixture.CLOCK.instant();
  }

  /** Processes the runs that begin there. */
  private void process(long from, long to) {
    for (long first = from; first < to; first += RUN) {
      context.setRecordMetadata(TOPIC, 0, first);
      processor.process(
          new Record<>(
              Fixture.key(first),
              log.records.get((int) first),
              0,
              new RecordHeaders(log.headers(first).toArray())));
    }
  }

  /** Commits what was put out, and that everything below this offset is consumed. */
  private void commit(long offset) {
    source.commit();
    for (PipelineTopic topic :
        List.of(PipelineTopic.TRAINING, PipelineTopic.SNAPSHOTS, PipelineTopic.JOURNAL)) {
      context
          .forwarded(LearnerTopology.sink(topic))
          .forEach(
              forwarded ->
                  committed.add(
                      new ProducerRecord<>(
                          Fixture.PIPELINE.topic(topic),
                          forwarded.record().key(),
                          forwarded.record().value())));
    }
    committed.addAll(source.sent);
    abort();
    log.committed = OptionalLong.of(offset);
  }

  /** Nobody gets what was put out since the last commit. */
  private void abort() {
    context.resetForwards();
    source.sent.clear();
  }

  private <T extends SpecificRecord> List<T> committed(
      PipelineTopic topic, AvroDecoder<T> decoder) {
    List<T> values = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : committed) {
      if (record.topic().equals(Fixture.PIPELINE.topic(topic))) {
        try {
          values.add(decoder.decode(record.value()));
        } catch (UnreadableRecordException e) {
          throw new AssertionError(e);
        }
      }
    }
    return values;
  }

  private List<TrainingProgress> progress() {
    return committed(
        PipelineTopic.TRAINING,
        AvroDecoder.of(Fixture.REGISTRY, TrainingProgress.getClassSchema()));
  }

  private List<String> snapshotHashes() {
    List<Snapshot> snapshots =
        committed(
            PipelineTopic.SNAPSHOTS, AvroDecoder.of(Fixture.REGISTRY, Snapshot.getClassSchema()));
    return snapshots.stream().map(Snapshot::getSha256).toList();
  }

  private Collected uninterrupted() {
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, log, log.endOffset(), outputs);
    }
    return outputs;
  }

  @Test
  void everythingHandedOverBeforeACommit_isPartOfIt_inOrder() {
    // Given
    Collected expected = uninterrupted();
    processor.init(context);

    // When: a commit after every 20 runs, whatever is under way then
    for (long from = 0; from < 6_000; from += 1_000) {
      process(from, from + 1_000);
      commit(from + 1_000);

      // Then
      assertThat(progress()).isEqualTo(expected.progress.subList(0, (int) (from + 1_000) / 4));
    }
    assertThat(snapshotHashes()).isEqualTo(expected.hashes());
    assertThat(figures.samples()).isEqualTo(6_000);
  }

  @Test
  void whatIsUnderWayAtACommit_isSentInIt_behindTheState() {
    // Given: no step ends before the commit
    processor.init(context);
    steps = new CountDownLatch(1);
    process(0, 200);
    assertThat(context.forwarded()).isEmpty();

    // When
    commit(200);

    // Then: Kafka Streams has begun its transaction by the state, and nothing was forwarded
    assertThat(stateAtFirstSend).isEqualTo(200);
    assertThat(progress()).isEqualTo(uninterrupted().progress.subList(0, 50));

    // When: the next commit finds nothing new
    source.commit();

    // Then
    assertThat(source.sent).isEmpty();
  }

  @Test
  void processThatIsKilled_goesOnFromItsLastCommit() {
    // Given
    Collected expected = uninterrupted();
    processor.init(context);
    process(0, 2_000);
    commit(2_000);

    // When: it dies with more under way, and another goes on
    process(2_000, 3_000);
    processor.close();
    abort();
    source.beforeCommit.clear();
    processor = newProcessor(Fixture.config());
    processor.init(context);
    process(2_000, 6_000);
    commit(6_000);

    // Then
    assertThat(progress()).isEqualTo(expected.progress);
    assertThat(snapshotHashes()).isEqualTo(expected.hashes());
  }

  @Test
  void withoutABacklog_everythingIsOutWhenARecordIsProcessed() {
    // Given
    source.behind = false;
    processor.init(context);

    // When
    process(0, 50);

    // Then: and there is nothing to look for
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING))).hasSize(12);
    assertThat(context.committed()).isTrue();
    assertThat(context.scheduledPunctuators()).isEmpty();
  }

  @Test
  void endOfABacklog_isGivenOutWithoutAnotherRecord() {
    // Given
    processor.init(context);
    process(0, 1_000);

    // When: nothing more is polled
    source.behind = false;
    context.scheduledPunctuators().forEach(tick -> tick.getPunctuator().punctuate(1_001));

    // Then
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING))).hasSize(250);
    assertThat(context.scheduledPunctuators()).allMatch(tick -> tick.cancelled());
    source.commit();
    assertThat(source.sent).isEmpty();
  }

  @Test
  void directive_isObeyedInItsPlace() {
    // Given
    log.insert(1_003, LearnerDirective.RESTART);
    Collected expected = uninterrupted();
    processor.init(context);

    // When
    process(0, 6_001);
    commit(6_001);

    // Then
    assertThat(snapshotHashes()).isEqualTo(expected.hashes());
    assertThat(
            committed(
                PipelineTopic.JOURNAL,
                AvroDecoder.of(Fixture.REGISTRY, JournalEntry.getClassSchema())))
        .isEqualTo(expected.journal);
  }

  @Test
  void failingStep_failsTheRecordOrTheCommit_andNothingHangs() {
    // Given: the second step diverges
    processor = newProcessor(Fixture.diverging(LearnerConfig.OnDivergence.STOP));
    processor.init(context);

    // When, Then
    assertThatThrownBy(
            () -> {
              process(0, 200);
              source.commit();
            })
        .isInstanceOf(UserException.class)
        .hasMessageContaining("use a lower learning rate");

    // Then: a commit that is tried all the same, as where the task is closed, fails too
    source.beforeCommit.clear();
    assertThatThrownBy(
            () -> {
              process(200, 1_000);
              source.commit();
            })
        .isInstanceOf(IllegalStateException.class);
    processor.close();
  }

  @Test
  void commitThatCouldNotBePrepared_isFollowedByNone() {
    // Given: what is under way can't be sent
    processor.init(context);
    steps = new CountDownLatch(1);
    process(0, 200);
    source.refuses = true;
    assertThatThrownBy(source::commit).isInstanceOf(KafkaException.class);

    // When: it could be now, but what comes first is gone
    source.refuses = false;
    process(200, 400);

    // Then
    assertThatThrownBy(source::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closedTask_putsNothingOutAnyMore() {
    // Given: some is under way
    processor.init(context);
    byte[] before = store.get("fold").clone();
    steps = new CountDownLatch(1);
    process(0, 200);
    assertThat(context.scheduledPunctuators()).isNotEmpty();

    // When
    steps.countDown();
    processor.close();
    source.commit();

    // Then
    assertThat(context.scheduledPunctuators()).allMatch(tick -> tick.cancelled());
    assertThat(context.forwarded()).isEmpty();
    assertThat(source.sent).isEmpty();
    assertThat(store.get("fold")).isEqualTo(before);
  }
}
