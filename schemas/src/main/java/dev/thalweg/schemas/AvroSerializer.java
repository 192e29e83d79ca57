package dev.thalweg.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes the Confluent wire format: 0x00, the schema id as 4 bytes big-endian, Avro binary. Buffer
 * and encoder are reused, so an instance belongs to one thread.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  static {
    TrustedRecords.declare();
  }

  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private final SchemaRegistry registry;
  private final Map<String, Integer> idByTopic = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private BinaryEncoder encoder;
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
    out.reset();
    out.write(MAGIC);
    out.write(id >>> 24);
    out.write(id >>> 16);
    out.write(id >>> 8);
    out.write(id);
    encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
    try {
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return out.toByteArray();
  }
}
