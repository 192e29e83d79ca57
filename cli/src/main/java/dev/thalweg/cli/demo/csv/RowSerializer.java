package dev.thalweg.cli.demo.csv;

import dev.thalweg.schemas.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes rows in the Confluent wire format. Belongs to one thread. */
final class RowSerializer {
  private static final byte MAGIC = 0;

  private final byte[] header;
  private final GenericDatumWriter<GenericRecord> writer;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private BinaryEncoder encoder;

  private RowSerializer(int schemaId, Schema schema) {
    header = ByteBuffer.allocate(1 + Integer.BYTES).put(MAGIC).putInt(schemaId).array();
    writer = new GenericDatumWriter<>(schema);
  }

  /** For a topic, whose schema is registered if it is not yet. */
  static RowSerializer of(SchemaRegistry registry, String topic, Schema schema) {
    return new RowSerializer(registry.idFor(topic, schema), schema);
  }

  byte[] bytes(GenericRecord row) {
    out.reset();
    out.writeBytes(header);
    encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
    try {
      writer.write(row, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return out.toByteArray();
  }
}
