package dev.thalweg.mapping.read;

import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;

/** Reads the records of one format. Belongs to one thread. */
public interface FieldsReader {

  /** A reader of a format. */
  static FieldsReader of(Format format, SchemaRegistry registry) {
    return switch (format) {
      case AVRO -> new AvroReader(registry);
      case JSON -> new JsonReader();
    };
  }

  /**
   * Reads one value.
   *
   * @throws UnreadableRecordException when the bytes are no record of the format
   * @throws UserException when the registry can't be asked; this says nothing of the record
   */
  Fields read(byte[] value) throws UnreadableRecordException;
}
