package dev.thalweg.scorer.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.scorer.delivery.SentBatch;
import dev.thalweg.scorer.http.Catalog;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models that carry their mapping, and examples that say by which they were made. */
class MappedModelTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES), 0);
  private static final String SAME = VectorMapping.parse(Catalog.MAPPING, "test").sha256();
  private static final String OTHER = "0123456789abcdef".repeat(4);
  private static final String INPUT = "fedcba9876543210".repeat(4);

  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final BatchScorer scorer =
      new BatchScorer(
          producer,
          Fixture.REGISTRY,
          Fixture.PIPELINE,
          "one",
          4,
          InstantSource.fixed(Instant.EPOCH));
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  @AfterEach
  void close() {
    scorer.close();
  }

  private void example(Optional<Provenance> from) {
    Example example =
        new Example(
            "e" + records.size(),
            List.of(6),
            Datatype.FP32,
            ByteBuffer.allocate(24),
            Instant.EPOCH);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            PARTITION.topic(), 0, records.size(), "k".getBytes(UTF_8), Fixture.encode(example));
    from.ifPresent(provenance -> provenance.writeTo(record.headers()));
    records.add(record);
  }

  private SentBatch score(ServedModel... models) {
    return scorer.score(
        new ConsumerRecords<>(Map.of(PARTITION, records), Map.of()), List.of(models));
  }

  private List<Optional<Provenance>> provenance() {
    return Fixture.sent(producer, PipelineTopic.PREDICTIONS).stream()
        .map(record -> Provenance.in(record.headers()))
        .toList();
  }

  private static ServedModel without(ServedModel model) {
    return new ServedModel(
        "plain",
        model.sequence(),
        model.version(),
        model.sha256(),
        model.parameters(),
        model.datatype(),
        model.trainedAt());
  }

  @Test
  void predictions_tellTheClassesNames_andTheHashesOfTheirExamples() {
    // Given
    example(Optional.of(new Provenance(SAME, INPUT)));
    example(Optional.empty());

    // When
    SentBatch sent = score(Catalog.meters(100));

    // Then
    assertThat(sent.scored()).isEqualTo(2);
    assertThat(Fixture.predictions(producer))
        .allSatisfy(
            prediction ->
                assertThat(prediction.getClassName())
                    .isEqualTo(prediction.getLabel() == 0 ? "DOWN" : "UP, really"));
    assertThat(provenance())
        .containsExactly(Optional.of(new Provenance(SAME, INPUT)), Optional.empty());
  }

  @Test
  void exampleOfAnotherMapping_isRefused_andTheNextIsScored() {
    // Given
    example(Optional.of(new Provenance(OTHER, INPUT)));
    example(Optional.of(new Provenance(SAME, INPUT)));

    // When
    SentBatch sent = score(Catalog.meters(100));

    // Then
    assertThat(sent.refused()).isEqualTo(1);
    assertThat(Fixture.predictions(producer)).extracting(Prediction::getId).containsExactly("e1");
    List<ProducerRecord<byte[], byte[]>> letters =
        Fixture.sent(producer, PipelineTopic.DEAD_LETTERS);
    assertThat(letters).hasSize(1);
    assertThat(Fixture.header(letters.get(0).headers(), DeadLetter.ERROR_HEADER))
        .isEqualTo(
            "The example was made by the mapping 0123456789ab and the model learned by "
                + SAME.substring(0, 12)
                + ": their columns have other meanings.");
  }

  @Test
  void modelWithoutAMapping_takesExamplesOfAny_andHasNoNames() {
    // Given
    example(Optional.of(new Provenance(OTHER, INPUT)));

    // When
    SentBatch sent = score(Catalog.meters(100), without(Catalog.meters(200)));

    // Then: the one with a mapping makes none
    assertThat(sent.skipped()).isEqualTo(1);
    assertThat(Fixture.predictions(producer))
        .singleElement()
        .satisfies(prediction -> assertThat(prediction.getModel()).isEqualTo("plain"))
        .satisfies(prediction -> assertThat(prediction.getClassName()).isNull());
    assertThat(provenance()).containsExactly(Optional.of(new Provenance(OTHER, INPUT)));
  }

  @Test
  void mappingThatCantBeRead_isAsIfItWereNotThere() {
    // Given
    example(Optional.of(new Provenance(OTHER, INPUT)));

    // When
    SentBatch sent =
        score(
            Catalog.mapped(
                1,
                Catalog.meters(1).architecture().text(),
                "features: *no\n" + "\u0000".repeat(9)));

    // Then
    assertThat(sent.scored()).isEqualTo(1);
    assertThat(Fixture.predictions(producer).get(0).getClassName()).isNull();
  }
}
