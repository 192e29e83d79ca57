package dev.thalweg.scorer.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.ScoringLoop;
import dev.thalweg.scorer.batch.BatchScorer;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.serving.CurrentModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES), 0);
  private static final TopicPartition OTHER = new TopicPartition(PARTITION.topic(), 1);
  private static final int MAX_BATCH = 4;

  private final AtomicLong nowMs = new AtomicLong(1);
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  /** Fails its next commits with what it is told. */
  private static final class FailingProducer extends MockProducer<byte[], byte[]> {
    private RuntimeException failure;
    private int failures;
    private int commitsAsked;

    FailingProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void failCommits(int times, RuntimeException with) {
      failures = times;
      failure = with;
    }

    @Override
    public void commitTransaction() {
      commitsAsked++;
      if (failures > 0) {
        failures--;
        throw failure;
      }
      super.commitTransaction();
    }
  }

  private final FailingProducer producer = new FailingProducer();
  private final CurrentModel current = new CurrentModel();
  private final ScoringLoop loop =
      new ScoringLoop(
          consumer,
          producer,
          new BatchScorer(
              producer, Fixture.REGISTRY, Fixture.PIPELINE, "scorer-one", MAX_BATCH, clock),
          DeliveryGuarantee.exactlyOnce(Duration.ofSeconds(5)),
          List.of(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES)),
          () -> current.get().stream().toList(),
          clock);
  private long nextOffset;

  @AfterEach
  void close() {
    loop.close();
  }

  private void begin() {
    boolean unused = current.offer(Fixture.served(1));
    loop.join();
    assign();
  }

  private void assign() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
    consumer.rebalance(List.of(PARTITION, OTHER));
  }

  private void arrives(byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(PARTITION.topic(), 0, nextOffset++, "k".getBytes(UTF_8), value));
  }

  private void imagesArrive(int from, int until) {
    for (int number = from; number < until; number++) {
      arrives(Fixture.encode(Fixture.image(number)));
    }
  }

  /** The log keeps its records; the mock forgets what it has handed out. */
  private void imagesComeAgain(int from, int until) {
    for (int number = from; number < until; number++) {
      consumer.addRecord(
          new ConsumerRecord<>(
              PARTITION.topic(),
              0,
              number,
              "k".getBytes(UTF_8),
              Fixture.encode(Fixture.image(number))));
    }
  }

  private List<Long> committedOffsets() {
    return producer.consumerGroupOffsetsHistory().stream()
        .flatMap(groups -> groups.values().stream())
        .map(offsets -> offsets.get(PARTITION).offset())
        .toList();
  }

  private List<String> predicted() {
    return Fixture.predictions(producer).stream().map(Prediction::getId).toList();
  }

  private static String[] ids(int until) {
    return IntStream.range(0, until).mapToObj(i -> "i" + i).toArray(String[]::new);
  }

  @Test
  void predictionsDeadLettersAndOffsets_areCommittedTogether() throws Exception {
    // Given
    begin();
    imagesArrive(0, 2);
    arrives("garbage".getBytes(UTF_8));

    // When
    loop.turn();

    // Then
    assertThat(predicted()).containsExactlyInAnyOrder("i0", "i1");
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
    assertThat(committedOffsets()).containsExactly(3L);
    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(loop.delivered().scored()).isEqualTo(2);
    assertThat(loop.delivered().refused()).isEqualTo(1);
    assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
  }

  @Test
  void emptyPoll_opensNoTransaction() throws Exception {
    // Given
    begin();

    // When
    loop.turn();

    // Then
    assertThat(producer.transactionInFlight()).isFalse();
    assertThat(producer.commitsAsked).isZero();
  }

  @Test
  void fullPolls_shareATransaction_upToALimit_andALoneImageEndsIt() throws Exception {
    // Given: twice the limit, and one image more
    begin();
    List<Long> committed = new ArrayList<>();

    // When
    for (int poll = 0; poll < 2 * ExactlyOnce.POLLS_MAX; poll++) {
      imagesArrive(MAX_BATCH * poll, MAX_BATCH * (poll + 1));
      loop.turn();
      committed.add(producer.commitCount());
    }
    imagesArrive(0, MAX_BATCH);
    loop.turn();
    imagesArrive(0, 1);
    loop.turn();
    committed.add(producer.commitCount());

    // Then
    assertThat(committed.subList(0, ExactlyOnce.POLLS_MAX - 1)).containsOnly(0L);
    assertThat(committed.get(ExactlyOnce.POLLS_MAX - 1)).isEqualTo(1);
    assertThat(committed.get(2 * ExactlyOnce.POLLS_MAX - 1)).isEqualTo(2);
    assertThat(committed.get(2 * ExactlyOnce.POLLS_MAX)).isEqualTo(3);
    long limit = (long) ExactlyOnce.POLLS_MAX * MAX_BATCH;
    assertThat(committedOffsets()).containsExactly(limit, 2 * limit, 2 * limit + MAX_BATCH + 1);
  }

  @Test
  void fullPolls_thatTakeLong_areCommittedBeforeTheBrokerGivesUp() throws Exception {
    // Given
    begin();
    imagesArrive(0, MAX_BATCH);
    loop.turn();
    assertThat(producer.commitCount()).isZero();

    // When
    nowMs.addAndGet(ExactlyOnce.OPEN_MS_MAX);
    imagesArrive(MAX_BATCH, 2 * MAX_BATCH);
    loop.turn();

    // Then
    assertThat(committedOffsets()).containsExactly(2L * MAX_BATCH);
  }

  @Test
  void transactionLeftOpenByAFullPoll_isCommittedByTheNextPollThatBringsNothing() throws Exception {
    // Given
    begin();
    imagesArrive(0, MAX_BATCH);

    // When
    loop.turn();
    boolean openBetween = producer.transactionInFlight();
    loop.turn();

    // Then
    assertThat(openBetween).isTrue();
    assertThat(committedOffsets()).containsExactly(4L);
  }

  @Test
  void failedTransaction_isAborted_andItsImagesAreScoredAgainFromTheCommittedOffset()
      throws Exception {
    // Given: three images are committed, the next two fail to be
    begin();
    imagesArrive(0, 3);
    loop.turn();
    consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(3)));
    producer.failCommits(1, new CommitFailedException("the group has moved on"));
    imagesArrive(3, 5);

    // When
    loop.turn();
    boolean aborted = producer.transactionAborted();
    long uncounted = loop.delivered().scored();
    loop.turn();
    imagesComeAgain(3, 5);
    loop.turn();

    // Then
    assertThat(aborted).isTrue();
    assertThat(uncounted).isEqualTo(3);
    assertThat(predicted()).containsExactly(ids(5));
    assertThat(committedOffsets()).containsExactly(3L, 5L);
    assertThat(loop.delivered().scored()).isEqualTo(5);
  }

  @Test
  void recordsPolledAfterAnAbort_waitForThoseBeforeThem() throws Exception {
    // Given: nothing is committed as yet
    begin();
    producer.failCommits(1, new KafkaException("abortable"));
    imagesArrive(0, 2);
    loop.turn();

    // When: two more come before it has gone back
    imagesArrive(2, 4);
    loop.turn();
    long position = consumer.position(PARTITION);
    imagesComeAgain(0, 4);
    loop.turn();
    loop.turn();

    // Then
    assertThat(position).isZero();
    assertThat(predicted()).containsExactly(ids(4));
  }

  @Test
  void commitThatIsNotAnsweredInTime_isAskedForAgain_andNotAborted() throws Exception {
    // Given
    begin();
    producer.failCommits(1, new TimeoutException("slow"));
    imagesArrive(0, 2);

    // When
    loop.turn();

    // Then
    assertThat(producer.commitsAsked).isEqualTo(2);
    assertThat(producer.transactionAborted()).isFalse();
    assertThat(predicted()).containsExactly(ids(2));
  }

  @Test
  void revokedPartitions_areCommittedBeforeTheyAreGone() throws Exception {
    // Given
    begin();
    imagesArrive(0, MAX_BATCH);
    loop.turn();

    // When
    consumer.rebalance(List.of(OTHER));

    // Then
    assertThat(committedOffsets()).containsExactly(4L);
  }

  @Test
  void transactionThatFailsForEver_endsTheLoopWithASentence() {
    // Given
    begin();
    producer.failCommits(Integer.MAX_VALUE, new KafkaException("no such luck"));

    // When, then
    assertThatThrownBy(
            () -> {
              for (int turn = 0; turn < 4 * ExactlyOnce.ABORTS_MAX; turn++) {
                imagesComeAgain(0, 1);
                loop.turn();
              }
            })
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no such luck");
  }

  @Test
  void fencedScorer_endsWithASentence() {
    // Given
    boolean unused = current.offer(Fixture.served(1));
    producer.failCommits(1, new ProducerFencedException("a newer one"));
    consumer.schedulePollTask(
        () -> {
          assign();
          imagesArrive(0, 1);
        });

    // When
    loop.start();

    // Then
    assertThatThrownBy(() -> loop.completion().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UserException.class)
        .hasMessageContaining("Another process took over under the same instance name");
    assertThat(predicted()).isEmpty();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void close_commitsWhatIsOpen() throws Exception {
    // Given
    boolean unused = current.offer(Fixture.served(1));
    consumer.schedulePollTask(
        () -> {
          assign();
          imagesArrive(0, MAX_BATCH);
          loop.stop();
        });

    // When
    loop.start();
    loop.completion().get(20, TimeUnit.SECONDS);

    // Then
    assertThat(predicted()).containsExactly(ids(4));
    assertThat(committedOffsets()).containsExactly(4L);
  }
}
