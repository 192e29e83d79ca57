package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.serving.CandidateReader;
import dev.thalweg.snapshots.serving.SnapshotLog;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateKeeperTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
  private final List<MockConsumer<byte[], byte[]>> members = new CopyOnWriteArrayList<>();
  private final AtomicBoolean registryClosed = new AtomicBoolean();
  private volatile KafkaException failure;
  private volatile boolean appointed;
  private final GateKeeper keeper =
      new GateKeeper("test", new ClientsInMemory(), () -> registryClosed.set(true));

  @AfterEach
  void close() {
    keeper.close();
  }

  /** Gives each member the office, or keeps it from all. */
  private final class ClientsInMemory implements GateClientSource {
    @Override
    public GateElection election() {
      MockConsumer<byte[], byte[]> member = new MockConsumer<>("latest");
      member.updateEndOffsets(Map.of(SnapshotLog.PARTITION, 0L));
      members.add(member);
      GateElection election = new GateElection(member, Fixture.PIPELINE);
      if (failure != null) {
        member.setPollException(failure);
      } else if (appointed) {
        member.rebalance(List.of(SnapshotLog.PARTITION));
      }
      return election;
    }

    @Override
    public GateTerm term(GateFigures figures, StopSwitch stop) {
      MockProducer<byte[], byte[]> producer = Fixture.producer(true);
      producers.add(producer);
      SnapshotLog copy = new SnapshotLog();
      copy.add(GateFixture.always(0, 0)).gap(1);
      return new GateTerm(
          new Gate(10, 10),
          new CandidateReader(copy, Fixture.REGISTRY, Fixture.PIPELINE, stop),
          new LabelFeed(new LabelTopics(), Fixture.REGISTRY, Fixture.PIPELINE, 10, stop),
          new GateWriter(producer, Fixture.REGISTRY, Fixture.PIPELINE, InstantSource.system()),
          figures);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long untilNanos = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < untilNanos) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void appointed_itJudges_andClosesEverythingInTheEnd() throws InterruptedException {
    // Given
    appointed = true;

    // When
    keeper.start();
    await(() -> keeper.promoted() == 1);
    boolean holding = keeper.isHolding();
    keeper.close();

    // Then
    assertThat(holding).isTrue();
    assertThat(Fixture.sent(producers.get(0), PipelineTopic.SNAPSHOTS)).hasSize(1);
    assertThat(producers.get(0).closed()).isTrue();
    assertThat(members.get(0).closed()).isTrue();
    assertThat(registryClosed).isTrue();
    assertThat(keeper.completion()).isCompletedWithValue(null);
    assertThat(keeper.isHolding()).isFalse();
  }

  @Test
  void notAppointed_itWritesNothing_untilItIsAndWhenItIsNotAnyMore() throws InterruptedException {
    // Given
    keeper.start();
    await(() -> members.size() == 1);
    boolean heldBefore = keeper.isHolding();

    // When
    MockConsumer<byte[], byte[]> member = members.get(0);
    member.schedulePollTask(() -> member.rebalance(List.of(SnapshotLog.PARTITION)));
    await(() -> keeper.promoted() == 1);
    member.schedulePollTask(() -> member.rebalance(List.of()));
    await(() -> producers.get(0).closed());

    // Then
    assertThat(heldBefore).isFalse();
    assertThat(keeper.isHolding()).isFalse();
    assertThat(producers).hasSize(1);
  }

  @Test
  void fencedOrTroubled_itEndsItsTermLeavesTheGroupAndTriesAgain() throws InterruptedException {
    // Given
    failure = new TimeoutException("the broker is away");
    keeper.start();
    await(() -> !members.isEmpty() && members.get(0).closed());

    // When
    appointed = true;
    failure = null;

    // Then
    await(() -> keeper.promoted() == 1);
    assertThat(members.size()).isGreaterThan(1);
    assertThat(keeper.completion()).isNotDone();
  }

  @Test
  void clusterThatDoesNotLetItIn_endsItWithASentence() throws InterruptedException {
    // Given
    failure = GroupAuthorizationException.forGroupId("test-gate");

    // When
    keeper.start();
    await(() -> keeper.completion().isDone());

    // Then
    assertThat(keeper.completion())
        .isCompletedExceptionally()
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(UserException.class)
        .withMessageContaining("test-gate")
        .withMessageContaining("--gate off");
  }

  @Test
  void closedBeforeItWasStarted_itFreesTheRegistry() {
    keeper.close();

    assertThat(registryClosed).isTrue();
  }
}
