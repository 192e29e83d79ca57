package dev.thalweg.scorer.batch;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.read.FieldsReader;
import dev.thalweg.mapping.read.RecordId;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.topics.EventTime;
import dev.thalweg.topics.RefusedRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of a mapping's source: each becomes the example, with the id and the hashes, that
 * ingest makes of it. Its target is not looked at.
 */
public final class SourceRecords implements ExampleReader {
  private final Mapping mapping;
  private final FieldsReader reader;
  private final InstantSource clock;
  private final List<Integer> shape;
  private final ByteBuffer bytes;

  public SourceRecords(Mapping mapping, SchemaRegistry registry, InstantSource clock) {
    this.mapping = mapping;
    this.reader = FieldsReader.of(mapping.source().format(), registry);
    this.clock = clock;
    this.shape = List.of(mapping.width());
    this.bytes = ByteBuffer.allocate(mapping.width() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Optional<ReadExample> read(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    if (record.value() == null) {
      return Optional.empty(); // of a compacted topic: it takes back what was said before
    }
    try {
      Fields fields = reader.read(record.value());
      float[] vector = mapping.features(fields);
      String id =
          RecordId.of(
              mapping.id(fields), mapping.idSource(), record.key(), RefusedRecord.origin(record));
      Example example =
          new Example(id, shape, Datatype.FP32, bytes(vector), sentAt(fields, record));
      return Optional.of(
          new ReadExample(
              example, Optional.of(new Provenance(mapping.sha256(), VectorHash.of(vector)))));
    } catch (MappingException e) {
      throw new UnreadableRecordException(e.getMessage(), e);
    }
  }

  private ByteBuffer bytes(float[] vector) {
    bytes.clear();
    for (float number : vector) {
      bytes.putInt(Float.floatToIntBits(number)); // one NaN for all, as in the hash
    }
    return bytes.flip();
  }

  /** A time may be of any year, but not of the future. */
  private Instant sentAt(Fields fields, ConsumerRecord<byte[], byte[]> record)
      throws MappingException {
    Instant now = clock.instant();
    long timeMs = mapping.time(fields).orElse(record.timestamp());
    return timeMs >= 0 && timeMs <= now.toEpochMilli() + EventTime.AHEAD_MAX.toMillis()
        ? Instant.ofEpochMilli(timeMs)
        : now;
  }
}
