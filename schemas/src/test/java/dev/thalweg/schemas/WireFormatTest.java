package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Sample;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  private static final String TOPIC = "digits.samples";

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final AvroSerializer<Sample> serializer = new AvroSerializer<>(registry);
  private final AvroDecoder<Sample> decoder = AvroDecoder.of(registry, Sample.getClassSchema());

  private static Sample sample(String id, int label) {
    byte[] pixels = new byte[784];
    Arrays.fill(pixels, (byte) 200);
    return new Sample(
        id, List.of(28, 28), Datatype.UINT8, ByteBuffer.wrap(pixels), label, 1f, "test");
  }

  @Test
  void value_comesBackAsItWasWritten() throws Exception {
    // Given
    Sample first = sample("a", 3);
    Sample second = sample("b", 9);

    // When
    byte[] firstBytes = serializer.serialize(TOPIC, first);
    byte[] secondBytes = serializer.serialize(TOPIC, second);

    // Then
    assertThat(decoder.decode(firstBytes)).isEqualTo(first);
    assertThat(decoder.decode(secondBytes)).isEqualTo(second);
  }

  @Test
  void value_beginsWithZeroAndItsSchemaIdInBigEndian() {
    // Given
    int id = registry.idFor(TOPIC, Sample.getClassSchema());

    // When
    byte[] bytes = serializer.serialize(TOPIC, sample("a", 3));

    // Then
    assertThat(bytes[0]).isZero();
    assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(id);
  }

  @Test
  void valueOfTheCallers_isFilledAndReturned() throws Exception {
    // Given: one that has held another record, whose bytes could not be read to their end
    Sample reused = new Sample();
    byte[] cut = serializer.serialize(TOPIC, sample("a", 3));
    assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(cut, cut.length - 4), reused))
        .isInstanceOf(UnreadableRecordException.class);

    // When
    Sample decoded = decoder.decode(serializer.serialize(TOPIC, sample("b", 9)), reused);

    // Then
    assertThat(decoded).isSameAs(reused).isEqualTo(sample("b", 9));
  }

  @Test
  void reusingDecoder_keepsNothingOfTheRecordBefore() throws Exception {
    // Given
    AvroDecoder<Sample> reusing = AvroDecoder.reusing(registry, new Sample());
    Sample small =
        new Sample(
            "s", List.of(1, 2), Datatype.UINT8, ByteBuffer.wrap(new byte[] {1, 2}), 0, 1f, "");
    reusing.decode(serializer.serialize(TOPIC, sample("a", 3)));

    // When
    Sample decoded = reusing.decode(serializer.serialize(TOPIC, small));

    // Then
    assertThat(decoded).isEqualTo(small);
    assertThat(decoded.getData().remaining()).isEqualTo(2);
  }

  @Test
  void tombstone_isRefused() {
    assertThatThrownBy(() -> decoder.decode(null))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("no value");
  }

  @Test
  void textThatIsNotAvro_isRefused() {
    assertThatThrownBy(() -> decoder.decode("{\"label\": 3}".getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("wire format");
  }

  @Test
  void unknownSchemaId_isRefusedByItsNumber() {
    // Given
    byte[] bytes = serializer.serialize(TOPIC, sample("a", 3));
    ByteBuffer.wrap(bytes).putInt(1, 424242);

    // When, then
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("424242");
  }

  @Test
  void valueOfAnotherTopic_isRefused() {
    // Given
    byte[] label =
        new AvroSerializer<Label>(registry)
            .serialize("digits.labels", new Label("a", 3, Instant.EPOCH, null));

    // When, then
    assertThatThrownBy(() -> decoder.decode(label))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("Label");
  }

  @Test
  void everyTruncation_isRefusedAndTheNextRecordIsRead() throws Exception {
    // Given
    Sample whole = sample("an-id", 7);
    byte[] bytes = serializer.serialize(TOPIC, whole);

    for (int length = 0; length < bytes.length; length++) {
      // When
      byte[] truncated = Arrays.copyOf(bytes, length);

      // Then
      assertThatThrownBy(() -> decoder.decode(truncated))
          .as("first %d of %d bytes", length, bytes.length)
          .isInstanceOf(UnreadableRecordException.class);
    }
    assertThat(decoder.decode(bytes)).isEqualTo(whole);
  }

  @Test
  void randomBytesBehindAValidHeader_neverDoMoreThanBeRefused() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] header = Arrays.copyOf(serializer.serialize(TOPIC, sample("a", 3)), 5);
    for (int i = 0; i < 20_000; i++) {
      // Given
      byte[] bytes = Arrays.copyOf(header, 5 + random.nextInt(64));
      for (int at = 5; at < bytes.length; at++) {
        bytes[at] = (byte) random.nextInt();
      }

      // When
      Throwable thrown = catchThrowable(() -> decoder.decode(bytes));

      // Then
      if (thrown != null) {
        assertThat(thrown).as("seed %d", seed).isInstanceOf(UnreadableRecordException.class);
      }
    }
  }

  @Test
  void lengthPrefixOfGigabytes_isRefusedWithoutAllocatingThem() throws Exception {
    // Given: id "", shape [1], UINT8, then data that claim 2^31 - 10 bytes
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Arrays.copyOf(serializer.serialize(TOPIC, sample("a", 3)), 5));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeString("");
    encoder.writeArrayStart();
    encoder.setItemCount(1);
    encoder.writeInt(1);
    encoder.writeArrayEnd();
    encoder.writeEnum(Datatype.getClassSchema().getEnumOrdinal("UINT8"));
    encoder.writeLong(Integer.MAX_VALUE - 10L);
    encoder.flush();

    // When, then
    assertThatThrownBy(() -> decoder.decode(out.toByteArray()))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void recordOfAnOlderSchema_isReadWithTheDefaultsOfTheNewer() throws Exception {
    // Given: the first version as some other program might have registered it
    Schema older =
        SchemaBuilder.record("Sample")
            .namespace("dev.thalweg.schemas.avro")
            .fields()
            .requiredString("id")
            .name("shape")
            .type()
            .array()
            .items()
            .intType()
            .noDefault()
            .name("datatype")
            .type(Datatype.getClassSchema())
            .noDefault()
            .requiredBytes("data")
            .requiredInt("target")
            .endRecord();
    int id = registry.idFor(TOPIC, older);
    GenericData.Record value = new GenericData.Record(older);
    value.put("id", "old");
    value.put("shape", List.of(1));
    value.put("datatype", Datatype.UINT8);
    value.put("data", ByteBuffer.wrap(new byte[] {5}));
    value.put("target", 4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<>(older).write(value, encoder);
    encoder.flush();

    // When
    Sample read = decoder.decode(out.toByteArray());

    // Then
    assertThat(read.getId()).isEqualTo("old");
    assertThat(read.getTarget()).isEqualTo(4);
    assertThat(read.getWeight()).isEqualTo(1);
    assertThat(read.getSource()).isEmpty();
  }

  @Test
  void timestamps_keepTheirMilliseconds() throws Exception {
    // Given
    Instant sentAt = Instant.ofEpochMilli(1_700_000_000_123L);
    Example image =
        new Example("i", List.of(1, 1), Datatype.UINT8, ByteBuffer.wrap(new byte[1]), sentAt);

    // When
    byte[] bytes = new AvroSerializer<Example>(registry).serialize("digits.examples", image);

    // Then
    Example read = AvroDecoder.<Example>of(registry, Example.getClassSchema()).decode(bytes);
    assertThat(read.getSentAt()).isEqualTo(sentAt);
  }
}
