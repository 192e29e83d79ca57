package dev.thalweg.snapshots.pin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.snapshots.pin.DirectiveWriter.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DirectiveWriterTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final DirectiveWriter writer =
      new DirectiveWriter(producer, Fixture.REGISTRY, Fixture.PIPELINE, Fixture.CLOCK);

  private static StoredSnapshot stored() {
    return Fixture.stored(Fixture.chain(1).get(0));
  }

  private static Directive decoded(ProducerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    return AvroDecoder.<Directive>of(Fixture.REGISTRY, Directive.getClassSchema())
        .decode(record.value());
  }

  @Test
  void pin_writesTheSnapshotByteForByte_thenTheDirectiveThatNamesItsOffset() throws Exception {
    // Given
    StoredSnapshot stored = stored();

    // When
    Written written = writer.pin(stored);

    // Then
    List<ProducerRecord<byte[], byte[]>> records = producer.history();
    assertThat(records).hasSize(2);
    assertThat(records.get(0).topic()).isEqualTo("test.snapshots");
    assertThat(records.get(0).key()).asString(UTF_8).isEqualTo("test/pinned");
    assertThat(records.get(0).value()).isEqualTo(stored.value());
    assertThat(records.get(1).topic()).isEqualTo("test.control");
    assertThat(records.get(1).key()).asString(UTF_8).isEqualTo("test");
    assertThat(decoded(records.get(1)))
        .isEqualTo(Directives.pin(stored.snapshot(), written.snapshot(), Fixture.CLOCK.instant()));
    assertThat(producer.commitCount()).isEqualTo(1);
  }

  @Test
  void pinOfOneInParts_writesThemBeforeTheHead_thenTheDirectiveThatNamesTheHead() throws Exception {
    // Given
    Snapshot snapshot =
        Fixture.snapshot(
            1, Architecture.parse("4x4 dense(16384,relu) dense(3,softmax) cross_entropy"));
    TopicsInMemory topics = new TopicsInMemory();
    List<byte[]> inTheRing = new ArrayList<>();
    SnapshotParts.write(
        Fixture.key(snapshot),
        snapshot,
        (key, record) -> {
          inTheRing.add(Fixture.encode(record));
          long unused = topics.add(key, Fixture.encode(record));
        });
    StoredSnapshot stored =
        Snapshots.read(topics.scan(), Fixture.REGISTRY, Fixture.PIPELINE, OptionalLong.empty())
            .require(Fixture.PIPELINE, OptionalLong.empty());

    // When
    Written written = writer.pin(stored);

    // Then
    List<ProducerRecord<byte[], byte[]>> sent = Fixture.sent(producer, PipelineTopic.SNAPSHOTS);
    assertThat(sent)
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("test/pinned/0", "test/pinned/1", "test/pinned");
    assertThat(sent).extracting(ProducerRecord::value).containsExactlyElementsOf(inTheRing);
    assertThat(written.snapshot()).isEqualTo(2);
    assertThat(producer.commitCount()).isEqualTo(1);
  }

  @Test
  void follow_writesADirectiveAlone() throws Exception {
    // When
    Written written = writer.follow();

    // Then
    assertThat(producer.history()).hasSize(1);
    assertThat(decoded(producer.history().get(0)))
        .isEqualTo(Directives.follow("test", Fixture.CLOCK.instant()));
    assertThat(written.snapshot()).isNegative();
  }

  @Test
  void commitThatFails_leavesNeither() {
    // Given
    StoredSnapshot stored = stored();
    producer.commitTransactionException = new TimeoutException("no broker");

    // Then
    assertThatThrownBy(() -> writer.pin(stored))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no broker")
        .hasMessageContaining("snapshots list");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void laterWriter_endsTheEarlierWithASentence() {
    // Given
    StoredSnapshot stored = stored();
    producer.initTransactions();
    producer.fenceProducer();

    // Then
    assertThatThrownBy(() -> writer.pin(stored))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("started after this one");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void snapshotThatIsRefused_bringsNoDirective() {
    // Given
    StoredSnapshot stored = stored();
    producer.sendException = new KafkaException("too large");

    // Then
    assertThatThrownBy(() -> writer.pin(stored))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("too large");
    assertThat(producer.history()).isEmpty();
  }
}
