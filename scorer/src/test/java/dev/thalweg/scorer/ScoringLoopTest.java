package dev.thalweg.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.batch.BatchScorer;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.CurrentModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringLoopTest {
  private static final TopicPartition FIRST =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES), 0);
  private static final TopicPartition SECOND = new TopicPartition(FIRST.topic(), 1);
  private static final Instant NOW = Instant.ofEpochMilli(1_234);
  private static final int MAX_BATCH = 4;

  private final AtomicReference<OffsetAndMetadata> committedAtClose = new AtomicReference<>();
  private final AtomicReference<OffsetAndMetadata> committedInSync = new AtomicReference<>();
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
          committedInSync.set(offsets.get(FIRST));
          super.commitSync(offsets, timeout);
        }

        @Override
        public void close(CloseOptions options) {
          committedAtClose.set(committed(Set.of(FIRST)).get(FIRST));
          super.close(options);
        }
      };
  private final CurrentModel current = new CurrentModel();
  private final List<ScoringLoop> loops = new ArrayList<>();
  private long nextOffset;

  @AfterEach
  void close() {
    loops.forEach(ScoringLoop::close);
  }

  private ScoringLoop loop(MockProducer<byte[], byte[]> producer) {
    InstantSource clock = InstantSource.fixed(NOW);
    ScoringLoop loop =
        new ScoringLoop(
            consumer,
            producer,
            new BatchScorer(
                producer, Fixture.REGISTRY, Fixture.PIPELINE, "scorer-one", MAX_BATCH, clock),
            DeliveryGuarantee.atLeastOnce(),
            List.of(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES)),
            () -> current.get().stream().toList(),
            clock);
    loops.add(loop);
    return loop;
  }

  private ScoringLoop joined(MockProducer<byte[], byte[]> producer) {
    ScoringLoop loop = loop(producer);
    loop.join();
    assign();
    return loop;
  }

  private void assign() {
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.rebalance(List.of(FIRST, SECOND));
  }

  private void arrives(byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            FIRST.topic(), FIRST.partition(), nextOffset++, "k".getBytes(UTF_8), value));
  }

  private void imagesArrive(int from, int until) {
    for (int number = from; number < until; number++) {
      arrives(Fixture.encode(Fixture.image(number)));
    }
  }

  private Optional<Long> committed() {
    return Optional.ofNullable(consumer.committed(Set.of(FIRST)).get(FIRST))
        .map(OffsetAndMetadata::offset);
  }

  private static void acknowledgeAll(MockProducer<byte[], byte[]> producer) {
    while (producer.completeNext()) {
      // one after the other
    }
  }

  @Test
  void versionOnPrediction_matchesWeightsHash_underSwapsBetweenBatches() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = joined(producer);
    List<ServedModel> models = new ArrayList<>();

    // When
    for (int batch = 0; batch < 5; batch++) {
      ServedModel model = Fixture.served(batch);
      models.add(model);
      current.offer(model);
      imagesArrive(10 * batch, 10 * batch + 7);
      loop.turn();
    }
    loop.finish();

    // Then
    List<Prediction> predictions = Fixture.predictions(producer);
    assertThat(predictions).hasSize(35);
    for (Prediction prediction : predictions) {
      int number = Integer.parseInt(prediction.getId().substring(1));
      ServedModel model = models.get(number / 10);
      assertThat(prediction.getVersion()).isEqualTo(model.version());
      assertThat(prediction.getSha256()).isEqualTo(model.sha256());
      assertSays(prediction, model, Fixture.pixels(number));
      assertThat(prediction.getSentAt()).isEqualTo(Instant.ofEpochMilli(number));
      assertThat(prediction.getScoredAt()).isEqualTo(NOW);
    }
    assertThat(loop.delivered().scored()).isEqualTo(35);
  }

  private static void assertSays(Prediction prediction, ServedModel model, byte[] pixels) {
    float[] expected = Fixture.probabilities(model, pixels);
    int label = 0;
    for (int c = 0; c < expected.length; c++) {
      assertThat(prediction.getProbabilities().get(c)).isCloseTo(expected[c], within(1e-5f));
      label = expected[c] > expected[label] ? c : label;
    }
    assertThat(prediction.getLabel()).isEqualTo(label);
  }

  @Test
  void swapDuringABatch_showsInTheNextOneOnly() throws Exception {
    // Given: a model that changes each time it is asked for
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    AtomicInteger asked = new AtomicInteger();
    ScoringLoop loop =
        new ScoringLoop(
            consumer,
            producer,
            new BatchScorer(
                producer,
                Fixture.REGISTRY,
                Fixture.PIPELINE,
                "scorer-one",
                2,
                InstantSource.fixed(NOW)),
            DeliveryGuarantee.atLeastOnce(),
            List.of(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES)),
            () -> List.of(Fixture.served(asked.incrementAndGet())),
            InstantSource.fixed(NOW));
    loops.add(loop);
    loop.join();
    assign();

    // When: one poll of three times what fits into memory at once
    imagesArrive(0, 6);
    loop.turn();

    // Then
    assertThat(Fixture.predictions(producer))
        .hasSize(6)
        .extracting(Prediction::getVersion)
        .containsOnly(100L);
  }

  @Test
  void prediction_isKeyedByTheImagesId() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    arrives(
        Fixture.encode(
            new Example(
                "größe",
                List.of(4, 4),
                Datatype.UINT8,
                ByteBuffer.wrap(Fixture.pixels(1)),
                Instant.EPOCH)));

    // When
    loop.turn();

    // Then
    assertThat(producer.history()).hasSize(1);
    assertThat(producer.history().get(0).key()).isEqualTo("größe".getBytes(UTF_8));
  }

  @Test
  void unreadableAndWrongSizeImages_goToDeadLettersWithTheirOrigin_andTheRestIsScored()
      throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    byte[] garbage = "garbage".getBytes(UTF_8);
    byte[] unknownSchema = {0, 0, 9, 9, 9, 1, 2, 3};
    imagesArrive(0, 1);
    arrives(garbage);
    imagesArrive(1, 2);
    arrives(unknownSchema);
    arrives(null);
    arrives(
        Fixture.encode(
            new Example(
                "a",
                List.of(14, 14),
                Datatype.UINT8,
                ByteBuffer.wrap(new byte[196]),
                Instant.EPOCH)));
    imagesArrive(2, 3);

    // When
    loop.turn();
    loop.finish();

    // Then
    assertThat(Fixture.predictions(producer))
        .extracting(Prediction::getId)
        .containsExactlyInAnyOrder("i0", "i1", "i2");
    var letters = Fixture.sent(producer, PipelineTopic.DEAD_LETTERS);
    assertThat(letters)
        .extracting(letter -> Fixture.header(letter.headers(), DeadLetter.OFFSET_HEADER))
        .containsExactly("1", "3", "4", "5");
    assertThat(letters)
        .extracting(letter -> Fixture.header(letter.headers(), DeadLetter.TOPIC_HEADER))
        .containsOnly("test.examples");
    assertThat(letters.get(0).value()).isEqualTo(garbage);
    assertThat(letters.get(0).key()).isEqualTo("test.examples-0-1".getBytes(UTF_8));
    assertThat(Fixture.header(letters.get(3).headers(), DeadLetter.ERROR_HEADER))
        .isEqualTo("The example is 14x14 UINT8 and the model takes 4x4 UINT8.");
    assertThat(loop.delivered().scored()).isEqualTo(3);
    assertThat(loop.delivered().refused()).isEqualTo(4);
    assertThat(committed()).contains(7L);
  }

  @Test
  void recordLargerThanADeadLetter_goesThereWithItsFirstBytes() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    arrives(new byte[PipelineTopic.MAX_MESSAGE_BYTES]);

    // When
    loop.turn();

    // Then
    var letter = Fixture.sent(producer, PipelineTopic.DEAD_LETTERS).get(0);
    assertThat(letter.value()).hasSize(DeadLetter.VALUE_BYTES_MAX);
    assertThat(Fixture.header(letter.headers(), DeadLetter.VALUE_BYTES_HEADER))
        .isEqualTo("8388608");
    assertThat(Fixture.header(letter.headers(), DeadLetter.OFFSET_HEADER)).isEqualTo("0");
  }

  @Test
  void architectureThatChanges_isFollowed() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    imagesArrive(0, 2);
    loop.turn();
    Architecture other = Architecture.parse("2x8 dense(5,softmax) cross_entropy");
    ServedModel model = Fixture.served(Fixture.snapshot(2, other));

    // When
    current.offer(model);
    byte[] pixels = Fixture.pixels(9);
    arrives(
        Fixture.encode(
            new Example(
                "new", List.of(2, 8), Datatype.UINT8, ByteBuffer.wrap(pixels), Instant.EPOCH)));
    imagesArrive(2, 3);
    loop.turn();

    // Then
    List<Prediction> predictions = Fixture.predictions(producer);
    assertThat(predictions).extracting(Prediction::getId).containsExactly("i0", "i1", "new");
    assertThat(predictions.get(2).getProbabilities()).hasSize(5);
    assertSays(predictions.get(2), model, pixels);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void offsets_areCommittedOnlyAfterEveryAcknowledgement() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(false);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    imagesArrive(0, 3);
    List<Optional<Long>> seen = new ArrayList<>();

    // When: the last of the three is acknowledged during the second turn
    loop.turn();
    producer.completeNext();
    producer.completeNext();
    seen.add(committed());
    consumer.schedulePollTask(
        () -> {
          seen.add(committed());
          acknowledgeAll(producer);
        });
    loop.turn();
    seen.add(committed());

    // Then
    assertThat(seen).containsExactly(Optional.empty(), Optional.empty(), Optional.of(3L));
  }

  @Test
  void revokedPartitions_areCommittedBeforeTheyAreGone() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(false);
    ScoringLoop loop = joined(producer);
    current.offer(Fixture.served(1));
    imagesArrive(0, 3);
    loop.turn();
    acknowledgeAll(producer);

    // When
    consumer.rebalance(List.of(SECOND));

    // Then
    assertThat(committedInSync.get().offset()).isEqualTo(3);
  }

  @Test
  void failingSend_endsTheLoopWithASentence_andCommitsNothing() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(false);
    ScoringLoop loop = loop(producer);
    current.offer(Fixture.served(1));
    consumer.schedulePollTask(
        () -> {
          assign();
          imagesArrive(0, 3);
        });
    consumer.schedulePollTask(
        () -> {
          producer.completeNext();
          producer.errorNext(new TimeoutException("no broker"));
          producer.completeNext();
        });

    // When
    loop.start();

    // Then
    assertThatThrownBy(() -> loop.completion().get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UserException.class)
        .hasMessageContaining("Predictions can't be written")
        .hasMessageContaining("not answered for too long (no broker)");
    assertThat(committedAtClose.get()).isNull();
    assertThat(consumer.closed()).isTrue();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void producerThatThrows_endsTheLoopWithASentence() {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    producer.sendException = new KafkaException("fatal state");
    ScoringLoop loop = loop(producer);
    current.offer(Fixture.served(1));
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
        .hasMessageContaining("fatal state");
  }

  @Test
  void nothingIsFetched_beforeTheFirstSnapshot() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    List<Set<String>> subscriptions = new CopyOnWriteArrayList<>();
    consumer.schedulePollTask(() -> subscriptions.add(consumer.subscription()));
    ScoringLoop loop = loop(producer);

    // When
    loop.start();
    loop.close();

    // Then
    assertThat(loop.completion()).isCompleted();
    assertThat(subscriptions).isEmpty();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void close_finishesTheBatchAndCommitsIt() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);
    ScoringLoop loop = loop(producer);
    current.offer(Fixture.served(1));
    consumer.schedulePollTask(
        () -> {
          assign();
          imagesArrive(0, 3);
          loop.stop();
        });

    // When
    loop.start();
    loop.completion().get(20, TimeUnit.SECONDS);

    // Then
    assertThat(committedAtClose.get().offset()).isEqualTo(3);
    assertThat(Fixture.predictions(producer)).hasSize(3);
    assertThat(loop.delivered().scored()).isEqualTo(3);
  }

  @Test
  void close_commitsNothingThatIsNotAcknowledged() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = Fixture.producer(false);
    ScoringLoop loop = loop(producer);
    current.offer(Fixture.served(1));
    consumer.schedulePollTask(
        () -> {
          assign();
          imagesArrive(0, 3);
          loop.stop();
        });

    // When
    loop.start();
    loop.completion().get(20, TimeUnit.SECONDS);

    // Then
    assertThat(committedAtClose.get()).isNull();
    assertThat(loop.delivered().scored()).isZero();
  }
}
