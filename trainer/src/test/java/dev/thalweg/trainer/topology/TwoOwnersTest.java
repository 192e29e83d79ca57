package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.rounds.Averager;
import dev.thalweg.trainer.rounds.MergedFold;
import dev.thalweg.trainer.rounds.MergedModel;
import dev.thalweg.trainer.rounds.RoundExchange;
import dev.thalweg.trainer.rounds.TakenRound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A learner that has lost its partition and does not know, beside the one that has it now, which
 * ends a round early. A full round needs no commit, so each may have sent another end of the same
 * round; the merge says which it took, and the logs and the merges have to give all that follows.
 */
@ParameterizedClass(name = "replays: {0}")
@ValueSource(booleans = {false, true})
class TwoOwnersTest {
  private static final int ROUND = 12;
  private static final int FIRST = 7; // a minibatch and three samples
  private static final long IDLE_MS = 2_000;

  @Parameter boolean replays;

  private final FakeLog log = new FakeLog();
  private final List<Owner> owners = new ArrayList<>();
  private Office office;

  /** Merges what it is given when a test says so. */
  private static final class Office implements RoundExchange {
    private final Averager averager;
    private final Map<Long, ModelWeights> weights = new HashMap<>();
    private final List<Merge> merges = new ArrayList<>();
    private MergedModel last;

    Office(LearnerConfig config) {
      averager = new Averager(config, Duration.ZERO);
      goOnAfter(MergedModel.initial(config));
    }

    private void goOnAfter(MergedModel merged) {
      last = merged;
      weights.put(merged.merge().getNumber(), merged.weights());
      averager.goOnAfter(merged);
    }

    void merge() {
      goOnAfter(averager.merge(Instant.EPOCH).model());
      merges.add(last.merge());
    }

    @Override
    public void contribute(LearnedRound round) {
      averager.offer(round, 0);
    }

    @Override
    public Optional<TakenRound> mergeOf(int partition, long base) {
      return TakenRound.in(last.merge(), partition, base, weights::get);
    }

    @Override
    public long newest() {
      return last.merge().getNumber();
    }

    @Override
    public void average(boolean averages) {}

    @Override
    public void requireRunning() {}
  }

  /** The learner of partition 0 in one of the processes. */
  private final class Owner implements SampleSource {
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final KeyValueStore<String, byte[]> store;
    private final LearnerProcessor processor;
    private long nowMs = 10_000;
    private long next;
    private boolean held;

    Owner(KeyValueStore<String, byte[]> store) {
      this.store = store;
      context.setCurrentSystemTimeMs(nowMs);
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
      processor =
          new LearnerProcessor(
              config(),
              Fixture.REGISTRY,
              partition -> log,
              this,
              new SharedLearning(office, Duration.ofMillis(IDLE_MS), partition -> Optional.empty()),
              Fixture.figures(),
              Fixture.CLOCK);
      processor.init(context);
      owners.add(this);
    }

    void process(long to) {
      for (; next < to; next++) {
        context.setRecordMetadata(Fixture.PIPELINE.topic(PipelineTopic.SAMPLES), 0, next);
        processor.process(
            new Record<>(Fixture.key(next), log.records.get((int) next), 0, log.headers(next)));
      }
    }

    void tick(long afterMs) {
      nowMs += afterMs;
      context.setCurrentSystemTimeMs(nowMs);
      context.scheduledPunctuators().get(0).getPunctuator().punctuate(nowMs);
    }

    void commit() {
      log.committed = OptionalLong.of(next);
      List<Runnable> actions = List.copyOf(afterCommit);
      afterCommit.clear();
      actions.forEach(Runnable::run);
    }

    FoldState state() {
      return FoldState.fromBytes(store.get("fold"));
    }

    @Override
    public void goOnAt(int partition, long offset) {
      next = offset;
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

  /** Two that have both had what is in the log, and of which the second has the partition. */
  private void begin() {
    log.records = Fixture.samples(FIRST);
    office = new Office(config());
    for (int i = 0; i < 2; i++) {
      new Owner(Fixture.learnerStore()).process(FIRST);
    }
  }

  private Owner lost() {
    return owners.get(0);
  }

  private Owner owner() {
    return owners.get(owners.size() - 1);
  }

  /** What the owner becomes by the last merge has to be what the log and the merges give. */
  private void requireGiven() {
    LearnerConfig config = config();
    FakeLog empty = new FakeLog();
    try (MergedFold fold =
        new MergedFold(
            config,
            partition -> partition == 0 ? log : empty,
            partition -> FoldOutputs.NONE,
            Fixture.REGISTRY,
            Fixture.CLOCK)) {
      for (Merge merge : office.merges) {
        Optional<Snapshot> unused = fold.follow(merge);
        assertThat(MergedFold.difference(merge, fold.last().merge())).isEmpty();
      }
      owner().tick(1);
      byte[] given = fold.fold(0).blob("topic-1", new byte[0]);
      assertThat(Arrays.equals(owner().store.get("fold"), given)).as("the same state").isTrue();
    }
  }

  @AfterEach
  void tearDown() {
    owners.forEach(owner -> owner.processor.close());
  }

  @Test
  void fullRoundOfTheOneThatLost_beforeTheEarlyEndOfTheOther_isLearnedByThatToo() {
    // Given: the owner has heard nothing for a while; its early end is not committed yet
    begin();
    owner().tick(IDLE_MS);
    assertThat(owner().state().round().orElseThrow().end()).isEqualTo(FIRST);

    // When: the other gets more before it learns that it has lost the partition
    log.records = Fixture.samples(100);
    lost().process(ROUND);
    owner().commit();
    office.merge();
    assertThat(office.merges.get(0).getLearners().get(0).getEnd()).isEqualTo(ROUND);

    // Then: the owner learns the rest of that round, and goes on from the merge
    owner().tick(1);
    assertThat(owner().held).isFalse();
    assertThat(owner().state().round().orElseThrow().end()).isNegative();
    owner().process(ROUND);
    owner().tick(1);
    assertThat(owner().state().round().orElseThrow().base()).isEqualTo(1);
    owner().process(2 * ROUND);
    office.merge();
    requireGiven();
  }

  @Test
  void recordsThatWereHeldAtTheEarlyEnd_areLearnedInTheReopenedRound() {
    begin();
    owner().tick(IDLE_MS);
    log.records = Fixture.samples(100);
    lost().process(ROUND);

    // When: all the records come while the owner waits, and it begins again with what it committed
    owner().process(20);
    owner().commit();
    office.merge();
    KeyValueStore<String, byte[]> committed = owner().store;
    owner().processor.close();
    new Owner(committed).tick(1);

    // Then: those up to the end of the full round are learned, then those of the next
    owner().tick(1);
    assertThat(owner().state().round().orElseThrow().base()).isEqualTo(1);
    owner().process(2 * ROUND);
    office.merge();
    requireGiven();
  }

  @Test
  void roundThatAMergeHasTaken_isNotEndedEarly() {
    // Given
    begin();
    log.records = Fixture.samples(100);
    lost().process(ROUND);
    office.merge();

    // When
    owner().tick(2 * IDLE_MS);

    // Then
    assertThat(owner().afterCommit).isEmpty();
    owner().process(ROUND);
    owner().tick(1);
    owner().process(2 * ROUND);
    office.merge();
    requireGiven();
  }

  @Test
  void earlyEndOfTheOwner_isNotTakenForItsOwnByTheOneThatLost() {
    // Given: the owner's early end is merged
    begin();
    owner().tick(IDLE_MS);
    owner().commit();
    office.merge();
    assertThat(office.merges.get(0).getLearners().get(0).getEnd()).isEqualTo(FIRST);
    owner().tick(1);

    // When: the other ends the round full
    log.records = Fixture.samples(100);
    lost().process(ROUND);

    // Then: it learns no more, and what it sent counts for nothing
    assertThatThrownBy(() -> lost().tick(1))
        .isInstanceOf(TaskMigratedException.class)
        .hasMessageContaining("partition 0");
    owner().process(FIRST + ROUND);
    office.merge();
    requireGiven();
  }
}
