package dev.thalweg.mapping.read;

import dev.thalweg.mapping.field.Fields;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import org.apache.avro.generic.GenericRecord;

/** Avro by the id of the schema that it was written with. */
final class AvroReader implements FieldsReader {
  private final AvroDecoder<GenericRecord> decoder;

  AvroReader(SchemaRegistry registry) {
    decoder = AvroDecoder.ofAny(registry);
  }

  @Override
  public Fields read(byte[] value) throws UnreadableRecordException {
    return Fields.of(decoder.decode(value));
  }
}
