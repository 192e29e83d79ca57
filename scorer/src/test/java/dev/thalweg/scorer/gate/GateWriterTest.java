package dev.thalweg.scorer.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.parts.SnapshotParts;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class GateWriterTest {
  private static final Architecture LARGE =
      Architecture.parse("4x4 dense(16384,relu) dense(3,softmax) cross_entropy");

  @Test
  void modelInParts_isPromotedWithThem_beforeItsHead_inOneTransaction() {
    // Given
    Snapshot snapshot = Fixture.snapshot(3, LARGE);
    List<byte[]> inTheRing = new ArrayList<>();
    SnapshotParts.write(
        Fixture.key(snapshot), snapshot, (key, record) -> inTheRing.add(Fixture.encode(record)));
    ServedModel judged = Fixture.served(snapshot);
    MockProducer<byte[], byte[]> producer = Fixture.producer(true);

    // When
    try (GateWriter writer =
        new GateWriter(producer, Fixture.REGISTRY, Fixture.PIPELINE, Fixture.CLOCK)) {
      writer.begin();
      writer.promote(inTheRing.get(2), judged);
    }

    // Then
    List<ProducerRecord<byte[], byte[]>> sent = Fixture.sent(producer, PipelineTopic.SNAPSHOTS);
    assertThat(sent)
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("test/serving/0", "test/serving/1", "test/serving");
    assertThat(sent).extracting(ProducerRecord::value).containsExactlyElementsOf(inTheRing);
    assertThat(producer.commitCount()).isOne();
  }
}
