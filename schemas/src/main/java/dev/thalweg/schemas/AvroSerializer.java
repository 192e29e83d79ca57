package dev.thalweg.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes the Confluent wire format: 0x00, the schema id as 4 bytes big-endian, Avro binary. The
 * buffer is reused, so an instance belongs to one thread.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  static {
    TrustedRecords.declare();
  }

  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private final SchemaRegistry registry;
  private final Map<String, Integer> idByTopic = new HashMap<>();
  private final WireBytes out = new WireBytes();
  private SpecificDatumWriter<T> writer;

  public AvroSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public byte[] serialize(String topic, T value) {
    if (value == null) {
      return null;
    }
    int id = idByTopic.computeIfAbsent(topic, t -> registry.idFor(t, value.getSchema()));
    if (writer == null) {
      writer = new SpecificDatumWriter<>(value.getSchema());
    }
    out.begin(id);
    try {
      writer.write(value, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return out.copy();
  }
}
