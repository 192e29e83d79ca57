package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that claim to be larger than they are, refused in constant memory. */
class HostileRecordTest {
  private static final String TOPIC = "digits.snapshots";

  /** Room for an exception and its trace, and for what is loaded at the first use. */
  private static final long ALLOCATED_MAX = 1 << 20;

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final AvroDecoder<Snapshot> decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());

  /** Writes a part of a record. */
  private interface Part {
    void write(BinaryEncoder encoder) throws IOException;
  }

  /** The fields of a snapshot in front of the one that lies. */
  private enum Before {
    MODEL,
    HYPERPARAMETERS,
    PARAMETERS,
    OFFSETS,
    /** The same of a sample. */
    SHAPE,
    /** The same of a prediction. */
    PROBABILITIES;

    void write(BinaryEncoder encoder) throws IOException {
      if (this == MODEL) {
        return;
      }
      if (this == SHAPE) {
        encoder.writeString("id");
        return;
      }
      if (this == PROBABILITIES) {
        for (int i = 0; i < 2; i++) {
          encoder.writeString("id, model");
        }
        encoder.writeLong(1);
        encoder.writeString("");
        encoder.writeInt(0);
        return;
      }
      encoder.writeString("digits");
      for (int i = 0; i < 3; i++) {
        encoder.writeLong(1); // sequence, version, step
      }
      encoder.writeString("28x28 dense(10,softmax) cross_entropy");
      if (this == HYPERPARAMETERS) {
        return;
      }
      encoder.writeLong(0); // no hyper-parameters
      if (this == OFFSETS) {
        encoder.writeBytes(new byte[4]);
        for (int i = 0; i < 3; i++) {
          encoder.writeString(""); // the hashes
        }
      }
    }
  }

  private static Part claim(long... numbers) {
    return encoder -> {
      for (long number : numbers) {
        encoder.writeLong(number);
      }
    };
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        arguments(Before.MODEL, claim(1L << 31)),
        arguments(Before.MODEL, claim(Integer.MAX_VALUE - 8)),
        arguments(Before.MODEL, claim(1L << 62)),
        arguments(Before.MODEL, claim(-1)),
        arguments(Before.MODEL, claim(Long.MIN_VALUE)),
        arguments(Before.HYPERPARAMETERS, claim(1L << 62)),
        arguments(Before.HYPERPARAMETERS, claim(Integer.MAX_VALUE)),
        arguments(Before.HYPERPARAMETERS, claim(-(1L << 62), 8)),
        arguments(Before.HYPERPARAMETERS, claim(Long.MIN_VALUE, 8)),
        arguments(Before.PARAMETERS, claim(1L << 31)),
        arguments(Before.PARAMETERS, claim(Integer.MAX_VALUE - 8)),
        arguments(Before.PARAMETERS, claim(PipelineTopic.MAX_MESSAGE_BYTES)),
        arguments(Before.PARAMETERS, claim(1L << 62)),
        arguments(Before.PARAMETERS, claim(-5)),
        arguments(Before.PARAMETERS, claim(Long.MIN_VALUE)),
        arguments(Before.OFFSETS, claim(1L << 62)),
        arguments(Before.OFFSETS, claim(Integer.MAX_VALUE)),
        arguments(Before.OFFSETS, claim(100_000)),
        arguments(Before.OFFSETS, claim(-(1L << 62), 8)),
        arguments(Before.OFFSETS, claim(Long.MIN_VALUE, 8)),
        // One item, then a block that claims the rest.
        arguments(Before.OFFSETS, claim(1, 0, 0, 1L << 62)));
  }

  private byte[] record(int schemaId, Part part) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(0, schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    part.write(encoder);
    encoder.flush();
    return out.toByteArray();
  }

  static Stream<Arguments> manyItems() {
    return Stream.of(10_000L, 100_000L, 131_072L, (long) Integer.MAX_VALUE)
        .flatMap(
            count ->
                Stream.of(
                    arguments(Snapshot.getClassSchema(), Before.HYPERPARAMETERS, claim(count)),
                    arguments(Snapshot.getClassSchema(), Before.OFFSETS, claim(count)),
                    arguments(Sample.getClassSchema(), Before.SHAPE, claim(count)),
                    arguments(Prediction.getClassSchema(), Before.PROBABILITIES, claim(count))));
  }

  @ParameterizedTest
  @MethodSource("manyItems")
  void claimedItems_areReservedNoRoomThatTheRecordCouldNotFill(
      Schema schema, Before before, Part claim) throws IOException {
    // Given: the same record once before, so that everything is loaded
    int id = registry.idFor("digits." + schema.getName(), schema);
    byte[] record =
        record(
            id,
            encoder -> {
              before.write(encoder);
              claim.write(encoder);
            });
    AvroDecoder<SpecificRecord> any = AvroDecoder.of(registry, schema);
    assertThat(catchThrowable(() -> any.decode(record)))
        .isInstanceOf(UnreadableRecordException.class);

    // When
    long start = allocated();
    Throwable unused = catchThrowable(() -> any.decode(record));
    long allocated = allocated() - start;

    // Then: mostly the exception's trace; as references, 10,000 places alone would take 40 KB
    assertThat(allocated).isLessThan(32 << 10);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private Throwable refusal(byte[] record) {
    long before = allocated();
    Throwable thrown = catchThrowable(() -> decoder.decode(record));
    assertThat(allocated() - before).as("bytes allocated").isLessThan(ALLOCATED_MAX);
    return thrown;
  }

  @ParameterizedTest
  @MethodSource("claims")
  void recordThatClaimsMoreThanItHolds_isRefusedInConstantMemory(Before before, Part claim)
      throws IOException {
    // Given
    int id = registry.idFor(TOPIC, Snapshot.getClassSchema());
    byte[] record =
        record(
            id,
            encoder -> {
              before.write(encoder);
              claim.write(encoder);
            });

    // When
    Throwable thrown = refusal(record);

    // Then
    assertThat(thrown).isInstanceOf(UnreadableRecordException.class);
    assertThat(thrown.getMessage()).hasSizeLessThan(1_000);
  }

  @Test
  void schemaWithItemsOfNoBytes_isRefused_becauseSkippingThemWouldNotEnd() throws IOException {
    // Given: a field that the reader does not know and would skip
    Schema empty = SchemaBuilder.record("Empty").fields().endRecord();
    Schema hostile =
        SchemaBuilder.record("Snapshot")
            .namespace("dev.thalweg.schemas.avro")
            .fields()
            .name("endless")
            .type()
            .map()
            .values()
            .array()
            .items(empty)
            .noDefault()
            .endRecord();
    int id = registry.idFor(TOPIC, hostile);

    // When
    Throwable thrown = refusal(record(id, claim(1, 0, 1L << 62)));

    // Then
    assertThat(thrown)
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("items that take no bytes");
  }

  @Test
  void recordAsDeepAsItIsLong_isRefused() throws IOException {
    // Given: a schema that refers to itself, in a field that the reader skips
    Schema deep =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Snapshot", "namespace": "dev.thalweg.schemas.avro",
                 "fields": [{"name": "next", "type": ["null", "Snapshot"]}]}
                """);
    int id = registry.idFor(TOPIC, deep);
    byte[] record =
        record(
            id,
            encoder -> {
              for (int depth = 0; depth < 1 << 20; depth++) {
                encoder.writeIndex(1);
              }
              encoder.writeIndex(0);
            });

    // When
    Throwable thrown = catchThrowable(() -> decoder.decode(record));

    // Then
    assertThat(thrown).isInstanceOf(UnreadableRecordException.class);
  }
}
