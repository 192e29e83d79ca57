package dev.thalweg.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the Confluent wire format. A plain function from bytes to a value or to a reason, not a
 * Kafka {@code Deserializer}: the reader of a topic decides what a refusal means. The decoder is
 * reused, so an instance belongs to one thread.
 */
public final class AvroDecoder<T extends IndexedRecord> {
  static {
    TrustedRecords.declare();
    // Avro (1.12.2) allocates no more than the rest of a record could fill; these bound what it
    // then holds in memory, and are what an older Avro goes by.
    limit("org.apache.avro.limits.bytes.maxLength", 2 * PipelineTopic.MAX_MESSAGE_BYTES);
    limit("org.apache.avro.limits.string.maxLength", 1 << 20);
    limit("org.apache.avro.limits.collectionItems.maxLength", 1 << 17);
  }

  private final SchemaRegistry registry;
  private final Expected<T> expected;
  private final Supplier<T> target;
  private final Map<Integer, DatumReader<T>> readerById = new HashMap<>();
  private BinaryDecoder decoder;

  /** What a topic holds. */
  private interface Expected<T> {
    /** In a sentence, such as {@code Sample}. */
    String name();

    /** The schema's, with its namespace. */
    String fullName();

    /** Whether it may be written by a schema of this name. */
    boolean isA(String fullName);

    DatumReader<T> reader(Schema writerSchema);
  }

  private record OneSchema<T extends SpecificRecord>(Schema schema) implements Expected<T> {
    @Override
    public String name() {
      return schema.getName();
    }

    @Override
    public String fullName() {
      return schema.getFullName();
    }

    @Override
    public boolean isA(String fullName) {
      return fullName.equals(schema.getFullName());
    }

    @Override
    public DatumReader<T> reader(Schema writerSchema) {
      return new SpecificDatumReader<>(writerSchema, schema);
    }
  }

  private record AnyRecord() implements Expected<GenericRecord> {
    @Override
    public String name() {
      return "record";
    }

    @Override
    public String fullName() {
      return name();
    }

    @Override
    public boolean isA(String fullName) {
      return true;
    }

    @Override
    public DatumReader<GenericRecord> reader(Schema writerSchema) {
      return new GenericDatumReader<>(writerSchema);
    }
  }

  private AvroDecoder(SchemaRegistry registry, Expected<T> expected, Supplier<T> target) {
    this.registry = registry;
    this.expected = expected;
    this.target = target;
  }

  /** A decoder that returns a new value each time. */
  public static <T extends SpecificRecord> AvroDecoder<T> of(
      SchemaRegistry registry, Schema readerSchema) {
    return new AvroDecoder<>(registry, new OneSchema<>(readerSchema), () -> null);
  }

  /** A decoder that fills and returns the same value each time, for tight loops. */
  public static <T extends SpecificRecord> AvroDecoder<T> reusing(
      SchemaRegistry registry, T reused) {
    return new AvroDecoder<>(registry, new OneSchema<>(reused.getSchema()), () -> reused);
  }

  /** A decoder of records of any schema, each by its writer's; returns a new value each time. */
  public static AvroDecoder<GenericRecord> ofAny(SchemaRegistry registry) {
    return new AvroDecoder<>(registry, new AnyRecord(), () -> null);
  }

  /**
   * Decodes one record.
   *
   * @throws UnreadableRecordException when the bytes are not in the wire format, name an unknown
   *     schema, or do not hold what the topic holds
   * @throws UserException when the registry can't be asked; this says nothing of the record
   */
  public T decode(byte[] bytes) throws UnreadableRecordException {
    return decode(bytes, target.get());
  }

  /**
   * Decodes one record into a value of the caller's.
   *
   * @param reused is filled and returned; null for a new one. Where this fails, it may be half
   *     filled
   */
  public T decode(byte[] bytes, T reused) throws UnreadableRecordException {
    if (bytes == null) {
      throw new UnreadableRecordException("The record has no value.");
    }
    if (bytes.length < AvroSerializer.HEADER_BYTES || bytes[0] != AvroSerializer.MAGIC) {
      throw new UnreadableRecordException(
          "The value is not in the Confluent wire format (0x00, 4-byte schema id, Avro).");
    }
    try {
      DatumReader<T> reader = reader(ByteBuffer.wrap(bytes, 1, 4).getInt());
      int start = AvroSerializer.HEADER_BYTES;
      decoder = DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, decoder);
      return reader.read(reused, decoder);
    } catch (UserException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro reports malformed input by whatever its parser stumbles over, and a writer's schema
      // may refer to itself, so that a record can be as deep as it is long.
      throw new UnreadableRecordException(
          "The value is not a %s in Avro (%s).".formatted(expected.name(), e), e);
    }
  }

  private DatumReader<T> reader(int id) throws UnreadableRecordException {
    DatumReader<T> reader = readerById.get(id);
    if (reader == null) {
      Schema writerSchema =
          registry
              .byId(id)
              .orElseThrow(
                  () ->
                      new UnreadableRecordException(
                          "The schema id %d is not in the registry.".formatted(id)));
      if (writerSchema.getType() != Schema.Type.RECORD
          || !expected.isA(writerSchema.getFullName())) {
        throw new UnreadableRecordException(
            "The schema id %d is a %s, not a %s."
                .formatted(id, writerSchema.getFullName(), expected.fullName()));
      }
      if (EmptyItems.arePossible(writerSchema)) {
        throw new UnreadableRecordException(
            "The schema id %d has lists of items that take no bytes, which could go on for ever."
                .formatted(id));
      }
      reader = expected.reader(writerSchema);
      readerById.put(id, reader);
    }
    return reader;
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
