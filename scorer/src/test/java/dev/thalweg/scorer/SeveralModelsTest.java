package dev.thalweg.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.batch.BatchScorer;
import dev.thalweg.scorer.delivery.SentBatch;
import dev.thalweg.scorer.models.ModelChoice;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.Following;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeveralModelsTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES), 0);
  private static final Architecture WIDE = Architecture.parse("2x8 dense(5,softmax) cross_entropy");
  private static final Pipeline CHALLENGER = new Pipeline("challenger");
  private static final Pipeline SHADOW = new Pipeline("shadow");

  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final BatchScorer scorer =
      new BatchScorer(
          producer,
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          "scorer-one",
          3,
          InstantSource.fixed(Instant.EPOCH));

  @AfterEach
  void close() {
    scorer.close();
  }

  private static ServedModel model(String name, int number, Architecture architecture) {
    ServedModel served = Fixture.served(Fixture.snapshot(number, architecture));
    return new ServedModel(
        name,
        served.sequence(),
        served.version(),
        served.sha256(),
        served.parameters(),
        served.datatype(),
        served.trainedAt());
  }

  private static ConsumerRecords<byte[], byte[]> poll(Stream<Example> images) {
    List<byte[]> values = images.map(Fixture::encode).toList();
    return new ConsumerRecords<>(
        Map.of(
            PARTITION,
            IntStream.range(0, values.size())
                .mapToObj(
                    i ->
                        new ConsumerRecord<>(
                            PARTITION.topic(), 0, i, "k".getBytes(UTF_8), values.get(i)))
                .toList()),
        Map.of());
  }

  private static Example wide(String id) {
    return new Example(
        id, List.of(2, 8), Datatype.UINT8, ByteBuffer.wrap(Fixture.pixels(1)), Instant.EPOCH);
  }

  @Test
  void everyModel_predictsEveryImageUnderItsOwnNameAndWithItsOwnWeights() throws Exception {
    // Given: more images than fit at once
    List<ServedModel> models =
        List.of(
            model("test", 1, Fixture.ARCHITECTURE),
            model("challenger", 2, Fixture.ARCHITECTURE),
            model("shadow", 3, Fixture.ARCHITECTURE));

    // When
    SentBatch sent = scorer.score(poll(IntStream.range(0, 7).mapToObj(Fixture::image)), models);

    // Then
    assertThat(sent.await(Duration.ZERO)).isTrue();
    assertThat(sent.scored()).isEqualTo(7);
    List<Prediction> predictions = Fixture.predictions(producer);
    assertThat(predictions).hasSize(21);
    for (ServedModel model : models) {
      List<Prediction> own =
          predictions.stream().filter(p -> p.getModel().equals(model.model())).toList();
      assertThat(own)
          .extracting(Prediction::getId)
          .containsExactly("i0", "i1", "i2", "i3", "i4", "i5", "i6");
      assertThat(own).extracting(Prediction::getScorer).containsOnly("scorer-one");
      assertThat(own).extracting(Prediction::getSha256).containsOnly(model.sha256());
      assertThat(own.get(6).getProbabilities().get(0))
          .isCloseTo(Fixture.probabilities(model, Fixture.pixels(6))[0], within(1e-5f));
    }
    assertThat(Fixture.sent(producer, PipelineTopic.PREDICTIONS))
        .extracting(record -> new String(record.key(), UTF_8))
        .filteredOn("i3"::equals)
        .hasSize(3);
  }

  @Test
  void imageOfASizeThatOnlySomeModelsTake_isPredictedByThose_andTheOthersAreCounted() {
    // Given
    List<ServedModel> models =
        List.of(model("test", 1, Fixture.ARCHITECTURE), model("challenger", 2, WIDE));

    // When
    SentBatch sent = scorer.score(poll(Stream.of(Fixture.image(0), wide("w"))), models);

    // Then
    assertThat(Fixture.predictions(producer))
        .extracting(Prediction::getId, Prediction::getModel)
        .containsExactlyInAnyOrder(tuple("i0", "test"), tuple("w", "challenger"));
    assertThat(sent.skipped()).isEqualTo(2);
    assertThat(sent.scored()).isEqualTo(2);
    assertThat(Fixture.sent(producer, PipelineTopic.DEAD_LETTERS)).isEmpty();
  }

  @Test
  void imageOfASizeThatNoModelTakes_isOneDeadLetter() {
    // Given
    List<ServedModel> models =
        List.of(
            model("test", 1, Fixture.ARCHITECTURE), model("challenger", 2, Fixture.ARCHITECTURE));

    // When
    SentBatch sent = scorer.score(poll(Stream.of(wide("w"), Fixture.image(1))), models);

    // Then
    var letters = Fixture.sent(producer, PipelineTopic.DEAD_LETTERS);
    assertThat(letters).hasSize(1);
    assertThat(Fixture.header(letters.get(0).headers(), DeadLetter.ERROR_HEADER))
        .isEqualTo("The example is 2x8 UINT8 and the model takes 4x4 UINT8.");
    assertThat(sent.refused()).isEqualTo(1);
    assertThat(sent.skipped()).isZero();
    assertThat(Fixture.predictions(producer)).hasSize(2);
  }

  @Test
  void batchOfDeadLettersAlone_isAcknowledged() throws Exception {
    SentBatch sent =
        scorer.score(poll(Stream.of(wide("w"))), List.of(model("test", 1, Fixture.ARCHITECTURE)));
    assertThat(sent.await(Duration.ZERO)).isTrue();
  }

  private static FollowedModels followed() {
    Connection nowhere = new Connection("localhost:1", "http://localhost:1", Map.of(), true);
    return new FollowedModels(
        ScorerConfig.of(nowhere, Fixture.PIPELINE, "one")
            .with(new ModelChoice(List.of(Fixture.PIPELINE, CHALLENGER), List.of(SHADOW))),
        Fixture.REGISTRY,
        Following.NEWEST);
  }

  @Test
  void catalog_knowsNoShadows() {
    try (FollowedModels models = followed()) {
      assertThat(models.names()).containsExactly("test", "challenger");
      assertThat(models.current("shadow")).isEmpty();
      assertThat(models.versions("shadow")).isEmpty();
      assertThat(models.version("shadow", 1)).isEmpty();
    }
  }

  @Test
  void scorer_waitsForTheChampionsSnapshotAlone() {
    try (FollowedModels models = followed()) {
      // Given
      assertThat(models.serving()).isEmpty();

      // When
      boolean unused = models.champion().offer(Fixture.served(5));

      // Then
      assertThat(models.serving()).containsExactly(Fixture.served(5));
      assertThat(models.current("test")).contains(Fixture.served(5));
      assertThat(models.current("challenger")).isEmpty();
    }
  }

  @Test
  void choice_namesEachModelOnce_andOneThatIsNoShadow() {
    List<Pipeline> one = List.of(CHALLENGER);
    assertThatThrownBy(() -> new ModelChoice(one, one))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("\"challenger\" is given twice");
    assertThatThrownBy(() -> new ModelChoice(List.of(), one))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not a shadow");
    List<Pipeline> many =
        IntStream.rangeClosed(0, ModelChoice.MODELS_MAX)
            .mapToObj(i -> new Pipeline("m" + i))
            .toList();
    assertThatThrownBy(() -> new ModelChoice(many, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("17 models");
  }
}
