package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the processor does when Kafka Streams starts, revives, skips or repeats. */
@ParameterizedClass(name = "replays: {0}")
@ValueSource(booleans = {false, true})
class LearnerProcessorTest {
  private static final String TOPIC = Fixture.PIPELINE.topic(PipelineTopic.SAMPLES);

  @Parameter boolean replays;

  private final FakeLog log = new FakeLog();
  private final List<Long> positions = new ArrayList<>();
  private final LearnerFigures figures = Fixture.figures();
  private final Source source = new Source();
  private final Collected uninterrupted = new Collected();
  private MockProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private LearnerProcessor processor;

  /** Hands out what a test has put there; knows of commits where a test says so. */
  private final class Source implements SampleSource {
    private final Map<Long, List<ConsumerRecord<byte[], byte[]>>> following = new HashMap<>();
    private final List<Runnable> beforeCommit = new ArrayList<>();
    private boolean tellsOfCommits;

    @Override
    public void goOnAt(int partition, long offset) {
      positions.add(offset);
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> following(int partition, long offset) {
      return following.getOrDefault(offset, List.of());
    }

    @Override
    public void beforeCommit(Runnable action) {
      if (tellsOfCommits) {
        beforeCommit.add(action);
      } else {
        action.run();
      }
    }

    /** What comes after a record in its run. */
    void follow(long first, long... offsets) {
      following.put(
          first,
          Arrays.stream(offsets)
              .mapToObj(
                  offset ->
                      new ConsumerRecord<>(
                          TOPIC, 0, offset, Fixture.key(offset), log.records.get((int) offset)))
              .toList());
    }
  }

  private LearnerConfig config(double learningRate) {
    LearnerConfig config = Fixture.config(learningRate);
    return replays ? Fixture.withReplay(config) : config;
  }

  private LearnerConfig config() {
    return config(0.05);
  }

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(6_000);
    try (SampleFold fold = Fixture.fold(config())) {
      Fixture.consume(fold, log.records, log.endOffset(), uninterrupted);
    }
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(1_000);
    store = Fixture.learnerStore();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    processor = newProcessor(config());
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
        Fixture.CLOCK);
  }

  /** The task ends, and another begins on its store. */
  private void beginAgain() {
    processor.close();
    processor = newProcessor(config());
    processor.init(context);
  }

  private void process(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      context.setRecordMetadata(TOPIC, 0, offset);
      processor.process(
          new Record<>(Fixture.key(offset), log.records.get((int) offset), 0, log.headers(offset)));
    }
  }

  private List<String> snapshotHashes() {
    AvroDecoder<Snapshot> decoder = AvroDecoder.of(Fixture.REGISTRY, Snapshot.getClassSchema());
    return context.forwarded(LearnerTopology.sink(PipelineTopic.SNAPSHOTS)).stream()
        .map(
            forward -> {
              try {
                return decoder.decode(forward.record().value()).getSha256();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  @Test
  void uninterrupted_forwardsWhatTheFoldPutsOut() {
    // When
    processor.init(context);
    process(0, 6_000);

    // Then
    assertThat(snapshotHashes()).isEqualTo(uninterrupted.hashes());
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING)))
        .hasSameSizeAs(uninterrupted.progress);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void figures_sayWhoLearns_andLeaveOutWhatIsRedoneSilently() {
    // Given: killed at 5,000
    assertThat(figures.learners()).isZero();
    processor.init(context);
    assertThat(figures.learners()).isEqualTo(1);
    process(0, 5_000);
    processor.close();
    assertThat(figures.learners()).isZero();
    log.committed = OptionalLong.of(5_000);

    // When
    processor = newProcessor(config());
    processor.init(context);
    process(5_000, 6_000);

    // Then
    assertThat(figures.learners()).isEqualTo(1);
    assertThat(figures.samples()).isEqualTo(6_000);
    assertThat(figures.steps()).isEqualTo(1_500);
  }

  @Test
  void stateBehindTheCommittedOffset_isMadeGoodFromTheLogWithoutOutputs() {
    // Given: killed at 5,000; the last put was at 4,096
    processor.init(context);
    process(0, 5_000);
    List<String> before = snapshotHashes();
    context.resetForwards();
    log.committed = OptionalLong.of(5_000);

    // When
    processor = newProcessor(config());
    processor.init(context);
    assertThat(context.forwarded()).isEmpty();
    process(5_000, 6_000);

    // Then
    assertThat(before.size() + snapshotHashes().size()).isEqualTo(uninterrupted.hashes().size());
    assertThat(snapshotHashes())
        .isEqualTo(uninterrupted.hashes().subList(before.size(), uninterrupted.hashes().size()));
  }

  @Test
  void taskThatBeginsAgain_forgetsTheHeapAndBelievesTheStore() {
    // Given: the transaction was aborted at 4,500
    processor.init(context);
    process(0, 4_500);
    log.committed = OptionalLong.of(4_200);
    context.resetForwards();

    // When: the consumer goes on where it was, not where the task is
    beginAgain();
    process(4_500, 6_000);

    // Then: what lay between came from the log, with its outputs
    List<String> all = uninterrupted.hashes();
    assertThat(snapshotHashes())
        .isEqualTo(all.subList(all.size() - snapshotHashes().size(), all.size()));
    assertThat(snapshotHashes()).hasSize(180);
  }

  @Test
  void snapshotsInQuickSuccession_leaveTheCommitToTheInterval() {
    // Given: the first snapshot, at 12, asks for a commit
    processor.init(context);
    process(0, 12);
    assertThat(context.committed()).isTrue();
    context.resetCommit();

    // When: the second comes at 20, soon after
    context.setCurrentSystemTimeMs(1_999);
    process(12, 20);

    // Then
    assertThat(context.committed()).isFalse();
    assertThat(snapshotHashes()).hasSize(2);

    // When: the third comes at 32, an interval later
    context.setCurrentSystemTimeMs(2_999);
    process(20, 32);

    // Then
    assertThat(context.committed()).isTrue();
  }

  @Test
  void stateOfEveryPut_isWholeThoughTheArrayIsReused() {
    // Given
    log.records = Fixture.samples(13_000);
    processor.init(context);

    for (long from : new long[] {0, 4_096, 8_192}) {
      // When: right after a put; then the fold goes on and puts into the same array
      process(from, from + 4_096);
      byte[] put = store.get("fold").clone();

      // Then: what was put is what a fold of the log has there
      try (SampleFold fold = Fixture.fold(config())) {
        Fixture.consume(fold, log.records, from + 4_096, FoldOutputs.NONE);
        assertThat(put).isEqualTo(fold.blob(log.topicId(), new byte[0]));
      }
    }
  }

  @Test
  void state_isPutAfterFewerSamplesWhereTheStreamIsSlow() {
    // Given
    processor.init(context);
    process(0, 1_024);

    // When: half a second is over; and a second time, after too few samples
    context.setCurrentSystemTimeMs(1_500);
    process(1_024, 1_034);
    context.setCurrentSystemTimeMs(2_000);
    process(1_034, 2_000);

    // Then: the next task begins at the first put, at the end of its minibatch
    beginAgain();
    assertThat(positions).containsExactly(0L, 1_028L);
  }

  @Test
  void taskThatBeginsAgain_leavesTheStoredArrayAlone() {
    // Given: the store's array is the one that the task has put
    log.records = Fixture.samples(9_000);
    processor.init(context);
    process(0, 4_500);
    byte[] stored = store.get("fold");
    byte[] before = stored.clone();

    // When: the next task goes on to its first put
    log.committed = OptionalLong.of(4_500);
    beginAgain();
    process(4_500, 9_000);

    // Then
    assertThat(stored).isEqualTo(before);
  }

  @Test
  void consumer_isSetToWhereTheFoldStandsWheneverTheTaskBegins() {
    // Given: at the first start
    processor.init(context);
    process(0, 5_000);

    // When: started again before the committed offset is known; behind it; without one
    beginAgain();
    log.committed = OptionalLong.of(4_700);
    beginAgain();
    log.committed = OptionalLong.empty();
    beginAgain();

    // Then: the last put was at 4,096
    assertThat(positions).containsExactly(0L, 4_096L, 4_700L, 4_096L);
  }

  @Test
  void repeatedRecords_areLearnedOnce() {
    // When: the group's offsets were lost, so everything comes again
    processor.init(context);
    process(0, 3_000);
    process(0, 6_000);

    // Then
    assertThat(snapshotHashes()).isEqualTo(uninterrupted.hashes());
  }

  @Test
  void gapOfTransactionMarkers_isPassed() {
    // Given: offset 10 holds no record
    FakeLog withMarker =
        new FakeLog() {
          @Override
          public void read(long from, long to, Reader reader) {
            for (long offset = from; offset < to; offset++) {
              if (offset != 10) {
                reader.accept(
                    offset, Fixture.key(offset), records.get((int) offset), headers(offset));
              }
            }
          }
        };
    withMarker.records = log.records;
    processor =
        new LearnerProcessor(
            config(),
            Fixture.REGISTRY,
            partition -> withMarker,
            source,
            SharedLearning.NONE,
            figures,
            Fixture.CLOCK);

    // When
    processor.init(context);
    process(0, 10);
    process(11, 13);

    // Then: 12 records made 3 minibatches
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING))).hasSize(3);
  }

  @Test
  void run_isLearnedWithItsFirstRecord() {
    // Given: runs of ten records
    for (long first = 0; first < 6_000; first += 10) {
      source.follow(first, LongStream.range(first + 1, first + 10).toArray());
    }

    // When
    processor.init(context);
    for (long first = 0; first < 6_000; first += 10) {
      process(first, first + 1);
    }

    // Then
    assertThat(snapshotHashes()).isEqualTo(uninterrupted.hashes());
    assertThat(figures.samples()).isEqualTo(6_000);
  }

  @Test
  void gapInARun_isNotLookedUp() {
    // Given: offset 3 holds no record, and the log can't be read
    FakeLog unreadable =
        new FakeLog() {
          @Override
          public void read(long from, long to, Reader reader) {
            assertThat(to).as("end of what is read").isEqualTo(from);
          }
        };
    unreadable.records = log.records;
    source.follow(0, 1, 2, 4, 5);
    processor =
        new LearnerProcessor(
            config(),
            Fixture.REGISTRY,
            partition -> unreadable,
            source,
            SharedLearning.NONE,
            figures,
            Fixture.CLOCK);

    // When: the next run begins where the last one has ended
    processor.init(context);
    process(0, 1);
    process(6, 9);

    // Then: 8 records made 2 minibatches
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING))).hasSize(2);
  }

  @Test
  void runThatIsLost_isReadFromTheLogBeforeTheNext() {
    // Given: the first run's other records are gone
    processor.init(context);
    process(0, 1);

    // When
    process(64, 6_000);

    // Then
    assertThat(snapshotHashes()).isEqualTo(uninterrupted.hashes());
  }

  @Test
  void state_isThatOfTheCommitWhereOneIsToldOf() throws Exception {
    // Given: a state that is due, and a few records more, inside a minibatch
    source.tellsOfCommits = true;
    processor.init(context);
    byte[] atFirst = store.get("fold").clone();
    process(0, 4_998);
    assertThat(store.get("fold")).isEqualTo(atFirst);

    // When
    source.beforeCommit.forEach(Runnable::run);

    // Then: one who begins with it goes on at its last whole minibatch, to the same end
    processor.close();
    log.committed = OptionalLong.of(4_998);
    context.resetForwards();
    processor = newProcessor(config());
    processor.init(context);
    process(4_998, 6_000);
    List<String> all = uninterrupted.hashes();
    assertThat(FoldState.fromBytes(store.get("fold")).next()).isEqualTo(4_996);
    assertThat(snapshotHashes())
        .isNotEmpty()
        .isEqualTo(all.subList(all.size() - snapshotHashes().size(), all.size()));
  }

  @Test
  void taskThatHasClosed_putsNothingMore() {
    // Given
    source.tellsOfCommits = true;
    processor.init(context);
    process(0, 5_000);
    byte[] before = store.get("fold").clone();

    // When: a commit of its thread comes after it has closed
    processor.close();
    source.beforeCommit.forEach(Runnable::run);

    // Then
    assertThat(store.get("fold")).isEqualTo(before);
  }

  @Test
  void topicMadeAnew_isRefusedWithASentence() {
    // Given
    processor.init(context);
    process(0, 5_000);
    log.topicId = "topic-2";

    // When, then
    assertThatThrownBy(this::beginAgain)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("deleted and made again");
  }

  @Test
  void topicMadeAnewUnderARunningTrainer_isRefusedBeforeAnythingOfItIsLearned() {
    // Given
    processor.init(context);
    process(0, 40);
    int steps = context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING)).size();

    // When: the next records are the new topic's, at the offsets of the old one
    log.madeAgain = true;
    context.setCurrentSystemTimeMs(2_000);

    // Then
    assertThatThrownBy(() -> process(40, 80))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("deleted and made again");
    assertThat(context.forwarded(LearnerTopology.sink(PipelineTopic.TRAINING))).hasSize(steps);
  }

  @Test
  void lostState_isMadeAgainFromAWholeLogWithoutOutputs() {
    // Given: what it had learned and put out was committed, and its changelog is gone
    log.committed = OptionalLong.of(5_000);

    // When
    processor.init(context);
    assertThat(context.forwarded()).isEmpty();
    process(5_000, 6_000);

    // Then
    List<String> all = uninterrupted.hashes();
    assertThat(snapshotHashes())
        .isNotEmpty()
        .isEqualTo(all.subList(all.size() - snapshotHashes().size(), all.size()));
  }

  @Test
  void newLearnerOnATrimmedLog_beginsWhereTheLogDoes() {
    // Given: what was before offset 1,000 is gone
    log.beginning = 1_000;
    Collected fromThere = new Collected();
    try (SampleFold fold = new SampleFold(config(), 0, 1_000, Fixture.REGISTRY, Fixture.CLOCK)) {
      Fixture.consume(fold, log, log.endOffset(), fromThere);
    }

    // When
    processor.init(context);
    process(1_000, 6_000);

    // Then: as one that has never seen them
    assertThat(snapshotHashes())
        .isNotEmpty()
        .isEqualTo(fromThere.hashes())
        .isNotEqualTo(uninterrupted.hashes());
  }

  @Test
  void lostState_isRefusedWhenTheLogWasTrimmed() {
    // Given
    log.committed = OptionalLong.of(5_000);
    log.beginning = 100;

    // When, then
    assertThatThrownBy(() -> processor.init(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("state is gone")
        .hasMessageContaining("below offset 100");
  }

  @Test
  void logThatEndsBelowTheCommittedOffset_isRefusedWithASentence() {
    // Given
    log.committed = OptionalLong.of(6_001);

    // When, then
    assertThatThrownBy(() -> processor.init(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("up to offset 6001")
        .hasMessageContaining("ends at 6000");
  }

  @Test
  void trimmedLog_isRefusedWithASentence() {
    // Given
    processor.init(context);
    process(0, 5_000);
    log.beginning = 5_500;

    // When, then
    assertThatThrownBy(this::beginAgain)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds only offsets 5500 to 6000");
  }

  @Test
  void otherHyperparameters_areRefusedFromTheFirstSampleOn() {
    // Given
    processor.init(context);

    // When
    processor = newProcessor(config(0.06));

    // Then
    assertThatThrownBy(() -> processor.init(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("0.05")
        .hasMessageContaining("0.06");
  }

  @Test
  void otherMapping_isRefusedWithWhatToDo() {
    // Given: began with one
    processor = newProcessor(config().withMapping("one"));
    processor.init(context);
    process(0, 5_000);

    // When, then
    assertThatThrownBy(() -> newProcessor(config()).init(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("began with a mapping and now gets none: give it by --mapping.");
    assertThatThrownBy(() -> newProcessor(config().withMapping("another")).init(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("its features and target may not change");
  }
}
