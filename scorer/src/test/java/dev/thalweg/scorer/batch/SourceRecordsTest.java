package dev.thalweg.scorer.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.scorer.delivery.SentBatch;
import dev.thalweg.scorer.http.Catalog;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
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

/** Records of a user's own topic, scored as they are. */
class SourceRecordsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final TopicPartition PARTITION = new TopicPartition("readings", 3);

  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private BatchScorer scorer;

  @AfterEach
  void close() {
    if (scorer != null) {
      scorer.close();
    }
  }

  private static Mapping mapping(String id) {
    return Mapping.parse(
        "pipeline: test\nsource: {topic: readings, format: json}\nid: %s\ntime: at\n%s"
            .formatted(id, Catalog.MAPPING),
        "test");
  }

  private void record(String key, String value) {
    records.add(
        new ConsumerRecord<>(
            PARTITION.topic(),
            PARTITION.partition(),
            records.size(),
            key == null ? null : key.getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8)));
  }

  private SentBatch score(String id) {
    InstantSource clock = InstantSource.fixed(NOW);
    scorer =
        new BatchScorer(
            producer,
            Fixture.REGISTRY,
            Fixture.PIPELINE,
            "one",
            4,
            clock,
            new SourceRecords(mapping(id), Fixture.REGISTRY, clock));
    return scorer.score(
        new ConsumerRecords<>(Map.of(PARTITION, records), Map.of()), List.of(Catalog.meters(100)));
  }

  @Test
  void records_arePredictedUnderTheirIdsWithTheirHashes() {
    // Given: the second's time is of the future, and nobody knows its label yet
    record(null, "{\"id\":\"r1\",\"at\":7000000000,\"meter\":{\"amps\":\"4\"},\"state\":\"DOWN\"}");
    record(null, "{\"id\":2,\"at\":99999999999,\"volt\":231.5,\"meter.amps\":1}");

    // When
    SentBatch sent = score("id");

    // Then
    assertThat(sent.scored()).isEqualTo(2);
    assertThat(Fixture.predictions(producer))
        .extracting(Prediction::getId)
        .containsExactly("r1", "2");
    assertThat(Fixture.predictions(producer))
        .extracting(Prediction::getSentAt)
        .containsExactly(NOW, NOW);
    float nan = Float.NaN;
    String sha256 = mapping("id").sha256();
    assertThat(Fixture.sent(producer, PipelineTopic.PREDICTIONS))
        .extracting(record -> Provenance.in(record.headers()))
        .containsExactly(
            Optional.of(
                new Provenance(sha256, VectorHash.of(new float[] {nan, 0, 0, 4, nan, nan}))),
            Optional.of(
                new Provenance(sha256, VectorHash.of(new float[] {231.5f, 0, 0, 1, nan, nan}))));
  }

  @Test
  void idsOfKeysAndOffsets_areThoseOfIngest() {
    // Given
    record("k1", "{\"at\":5,\"meter.amps\":1}");

    // When
    SentBatch byKey = score("$key");
    scorer.close();
    SentBatch byOffset = score("$offset");

    // Then
    assertThat(byKey.scored() + byOffset.scored()).isEqualTo(2);
    assertThat(Fixture.predictions(producer))
        .extracting(Prediction::getId)
        .containsExactly("k1", "readings-3-0");
    assertThat(Fixture.predictions(producer).get(0).getSentAt())
        .isEqualTo(Instant.ofEpochSecond(5));
  }

  @Test
  void recordsInAvro_areReadByTheRegistry() throws Exception {
    // Given: any record will do
    Label label = new Label("r1", 3, Instant.ofEpochMilli(5), null);
    byte[] value = new AvroSerializer<Label>(Fixture.REGISTRY).serialize("readings", label);
    Mapping mapping =
        Mapping.parse(
            "pipeline: test\nsource: {topic: readings, format: avro}\nid: id\ntime: labelledAt\n"
                + "features: [label]\ntarget: {field: value, type: number}",
            "test");
    SourceRecords reader = new SourceRecords(mapping, Fixture.REGISTRY, InstantSource.fixed(NOW));

    // When
    ReadExample read =
        reader.read(new ConsumerRecord<>("readings", 0, 0, null, value)).orElseThrow();

    // Then
    assertThat(read.example().getId()).isEqualTo("r1");
    assertThat(read.example().getSentAt()).isEqualTo(Instant.ofEpochMilli(5));
    assertThat(read.from())
        .contains(new Provenance(mapping.sha256(), VectorHash.of(new float[] {3})));
    assertThatThrownBy(
            () -> reader.read(new ConsumerRecord<>("readings", 0, 1, null, new byte[] {0, 1})))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void recordsThatCantBeScored_areInDeadLetters_andTheNextIsScored() {
    // Given
    record("k", "{\"at\":5,\"meter.amps\":\"many\"}");
    record("k", "[]");
    record("k", "");
    record(null, "{\"at\":5,\"meter.amps\":1}");
    record("k", "{\"meter.amps\":1}");
    record("k", null);
    record("last", "{\"at\":5,\"meter.amps\":1}");

    // When
    SentBatch sent = score("$key");

    // Then: a record without a value says nothing
    assertThat(sent.scored()).isEqualTo(1);
    assertThat(sent.refused()).isEqualTo(5);
    assertThat(Fixture.predictions(producer)).extracting(Prediction::getId).containsExactly("last");
    List<ProducerRecord<byte[], byte[]>> letters =
        Fixture.sent(producer, PipelineTopic.DEAD_LETTERS);
    assertThat(letters)
        .extracting(letter -> Fixture.header(letter.headers(), DeadLetter.ERROR_HEADER))
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .isEqualTo("The field meter.amps has \"many\", which is not a number."),
            two -> assertThat(two).isEqualTo("The value is JSON, but not an object."),
            three -> assertThat(three).isNotEmpty(),
            four ->
                assertThat(four).isEqualTo("The record has no key, which the id is taken from."),
            five -> assertThat(five).isEqualTo("The field at is missing."));
    assertThat(Fixture.header(letters.get(0).headers(), DeadLetter.TOPIC_HEADER))
        .isEqualTo("readings");
  }

  @Test
  void championOfAnotherMappingOrNone_isRefused() {
    // Given
    ServedMappings mappings = new ServedMappings(problem -> {});
    ServedModel other =
        Catalog.mapped(
            1,
            Catalog.meters(1).architecture().text(),
            Catalog.MAPPING.replace("Sydney", "Darwin"));

    // When, then
    mappings.requireSame(Catalog.meters(100), mapping("id"));
    assertThatThrownBy(() -> mappings.requireSame(other, mapping("id")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give the file that it was trained by");
    assertThatThrownBy(() -> mappings.requireSame(Fixture.served(1), mapping("id")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was trained without a mapping");
  }
}
