package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.rounds.RoundExchange;
import dev.thalweg.trainer.rounds.TakenRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the processor of one of several learners does at the end of its rounds. */
@ParameterizedClass(name = "replays: {0}")
@ValueSource(booleans = {false, true})
class SharedLearnerTest {
  private static final int ROUND = 12;
  private static final long IDLE_MS = 2_000;

  @Parameter boolean replays;

  private final FakeLog log = new FakeLog();
  private final Exchanged exchange = new Exchanged();
  private final Source source = new Source();
  private final LearnerFigures figures = Fixture.figures();
  private MockProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private LearnerProcessor processor;
  private long nowMs = 10_000;

  /** Keeps what is sent, and gives back the merges that a test sets. */
  private static final class Exchanged implements RoundExchange {
    private final List<LearnedRound> sent = new ArrayList<>();
    private TakenRound merge;
    private long newest;

    @Override
    public void contribute(LearnedRound round) {
      sent.add(round);
    }

    @Override
    public Optional<TakenRound> mergeOf(int partition, long base) {
      return Optional.ofNullable(merge).filter(of -> of.merge() > base);
    }

    @Override
    public long newest() {
      return newest;
    }

    @Override
    public void average(boolean averages) {}

    @Override
    public void requireRunning() {}
  }

  /** Remembers what it is told; commits when a test says so. */
  private static final class Source implements SampleSource {
    private final List<Runnable> afterCommit = new ArrayList<>();
    private long position = -1;
    private boolean held;

    @Override
    public void goOnAt(int partition, long offset) {
      position = offset;
    }

    @Override
    public void hold(int partition) {
      held = true;
    }

    @Override
    public void release(int partition) {
      held = false;
    }

    @Override
    public void afterCommit(Runnable action) {
      afterCommit.add(action);
    }
  }

  private LearnerConfig config() {
    LearnerConfig config = replays ? Fixture.replaying() : Fixture.config();
    return config.with(new Rounds(2, ROUND));
  }

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(200);
    store = Fixture.learnerStore();
    begin();
  }

  private void begin() {
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(nowMs);
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    processor =
        new LearnerProcessor(
            config(),
            Fixture.REGISTRY,
            partition -> log,
            source,
            new SharedLearning(exchange, Duration.ofMillis(IDLE_MS), partition -> Optional.empty()),
            figures,
            Fixture.CLOCK);
    processor.init(context);
  }

  private void beginAgain() {
    processor.close();
    begin();
  }

  @AfterEach
  void tearDown() {
    processor.close();
  }

  private void process(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      context.setRecordMetadata(Fixture.PIPELINE.topic(PipelineTopic.SAMPLES), 0, offset);
      processor.process(
          new Record<>(Fixture.key(offset), log.records.get((int) offset), 0, log.headers(offset)));
    }
  }

  private void tick(long afterMs) {
    nowMs += afterMs;
    context.setCurrentSystemTimeMs(nowMs);
    context.scheduledPunctuators().get(0).getPunctuator().punctuate(nowMs);
  }

  private void merge(long number) {
    int parameters = config().architecture().parameterCount();
    exchange.merge =
        new TakenRound(
            number,
            TakenRound.UNKNOWN,
            new ModelWeights(new float[parameters], new float[parameters]));
    exchange.newest = number;
    tick(1);
  }

  private FoldState state() {
    return FoldState.fromBytes(store.get("fold"));
  }

  @Test
  void waiting_isMeasuredFromTheEndOfTheRoundToTheMerge() {
    // Given
    List<Long> waits = new ArrayList<>();
    figures.rounds().tell(waits::add, roundTrip -> {});
    process(0, ROUND);
    assertThat(waits).isEmpty();

    // When
    merge(1);

    // Then
    assertThat(waits).hasSize(1);
    assertThat(waits.get(0)).isPositive();
  }

  @Test
  void fullRound_isStoredAndSent_andWhatComesAfterItWaits() {
    process(0, 30);

    assertThat(exchange.sent).hasSize(1);
    assertThat(exchange.sent.get(0).progress().getEnd()).isEqualTo(ROUND);
    assertThat(state().round().orElseThrow().end()).isEqualTo(ROUND);
    assertThat(source.held).isTrue();

    // When
    merge(1);

    // Then: the held records make the next round, and there it waits again
    assertThat(exchange.sent).hasSize(2);
    assertThat(exchange.sent.get(1).progress().getEnd()).isEqualTo(2 * ROUND);
    assertThat(exchange.sent.get(1).progress().getMerge()).isEqualTo(1);
  }

  @Test
  void restartWhileRecordsWereHeld_learnsThemOnceThereIsAMerge() {
    // Given: what is held counts as consumed, and is committed
    process(0, 20);
    log.committed = OptionalLong.of(20);

    // When
    beginAgain();

    // Then
    assertThat(exchange.sent).hasSize(2);
    assertThat(exchange.sent.get(1).progress()).isEqualTo(exchange.sent.get(0).progress());
    assertThat(exchange.sent.get(1).learned().toBytes())
        .isEqualTo(exchange.sent.get(0).learned().toBytes());
    assertThat(source.position).isEqualTo(20);

    // When: a merge comes before any record
    merge(1);
    process(20, 24);

    // Then: nothing is missing between the state and the offset
    assertThat(exchange.sent).hasSize(3);
    assertThat(exchange.sent.get(2).progress().getEnd()).isEqualTo(24);
    assertThat(exchange.sent.get(2).progress().getSamples()).isEqualTo(24);
  }

  @Test
  void silence_endsARoundEarly_andItIsCommittedBeforeItIsSent() {
    log.records = Fixture.samples(7); // one minibatch, and three of the next
    beginAgain();
    process(0, 7);
    tick(IDLE_MS - 1);
    assertThat(state().round().orElseThrow().end()).isNegative();

    tick(1);
    assertThat(state().round().orElseThrow().end()).isEqualTo(7);
    assertThat(context.committed()).isTrue();
    assertThat(exchange.sent).isEmpty();

    source.afterCommit.forEach(Runnable::run);
    assertThat(exchange.sent).hasSize(1);
    assertThat(exchange.sent.get(0).progress().getOffset()).isEqualTo(4);
    assertThat(exchange.sent.get(0).progress().getEnd()).isEqualTo(7);

    // When: it begins again with the same, and learns on
    LearnedRound before = exchange.sent.get(0);
    log.committed = OptionalLong.of(7);
    beginAgain();
    log.records = Fixture.samples(200);
    assertThat(exchange.sent.get(1).progress()).isEqualTo(before.progress());
    merge(1);
    process(7, 16);

    // Then: the unfinished minibatch has gone on
    assertThat(exchange.sent).hasSize(3);
    assertThat(exchange.sent.get(2).progress().getSamples()).isEqualTo(16);
  }

  @Test
  void earlyEndThatWasNotCommitted_isNotSentByALearnerThatIsClosed() {
    log.records = Fixture.samples(7);
    beginAgain();
    process(0, 7);
    tick(IDLE_MS);
    assertThat(source.afterCommit).hasSize(1);

    // When: the task is gone, and its thread commits what others have done
    processor.close();
    source.afterCommit.forEach(Runnable::run);

    // Then
    assertThat(exchange.sent).isEmpty();
  }

  @Test
  void silenceInWhatMayHaveBeenSentBefore_endsNoRound() {
    process(0, 4);

    tick(IDLE_MS);

    assertThat(state().round().orElseThrow().end()).isNegative();
    assertThat(source.held).isFalse();
  }

  @Test
  void learnerThatComesLate_joinsByAnEmptyRound() {
    exchange.newest = 5;

    process(0, 1);
    source.afterCommit.forEach(Runnable::run);

    assertThat(exchange.sent).hasSize(1);
    assertThat(exchange.sent.get(0).progress().getSamples()).isZero();
    assertThat(exchange.sent.get(0).progress().getEnd()).isZero();

    // When
    merge(6);
    process(1, ROUND);

    // Then
    assertThat(exchange.sent).hasSize(2);
    assertThat(exchange.sent.get(1).progress().getMerge()).isEqualTo(6);
  }

  @Test
  void learnerThatIsIdleWithNothingNew_staysSilent() {
    tick(10 * IDLE_MS);

    assertThat(exchange.sent).isEmpty();
    assertThat(source.held).isFalse();
  }

  @Test
  void closedTask_leavesNothingScheduled() {
    assertThat(context.scheduledPunctuators()).isNotEmpty();

    processor.close();

    assertThat(context.scheduledPunctuators()).allMatch(tick -> tick.cancelled());
  }
}
