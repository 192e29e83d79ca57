package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  @Test
  void record_carriesTheBytesAndWhereTheyStood() {
    // Given
    byte[] value = {1, 2, 3};
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin("digits.samples", 2, 17), "k".getBytes(UTF_8), value, "Not Avro.");

    // When
    ProducerRecord<byte[], byte[]> letterRecord = letter.toRecord(new Pipeline("digits"));

    // Then
    assertThat(letterRecord.topic()).isEqualTo("digits.dead-letters");
    assertThat(letterRecord.key()).asString(UTF_8).isEqualTo("digits.samples-2-17");
    assertThat(letterRecord.value()).isEqualTo(value);
    assertThat(header(letterRecord, "topic")).isEqualTo("digits.samples");
    assertThat(header(letterRecord, "partition")).isEqualTo("2");
    assertThat(header(letterRecord, "offset")).isEqualTo("17");
    assertThat(header(letterRecord, "error")).isEqualTo("Not Avro.");
    assertThat(header(letterRecord, "key")).isEqualTo("k");
  }

  @Test
  void recordThatIsTooLarge_isCutAndSaysSo() {
    // Given
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin("digits.samples", 0, 4),
            new byte[9_000_000],
            new byte[20_000_000],
            "\u202e".repeat(2_000_000));

    // When
    ProducerRecord<byte[], byte[]> letterRecord = letter.toRecord(new Pipeline("digits"));

    // Then
    assertThat(letterRecord.value()).hasSize(DeadLetter.VALUE_BYTES_MAX);
    assertThat(header(letterRecord, "value-bytes")).isEqualTo("20000000");
    assertThat(header(letterRecord, "key")).hasSize(DeadLetter.KEY_BYTES_MAX);
    assertThat(header(letterRecord, "key-bytes")).isEqualTo("9000000");
    assertThat(header(letterRecord, "error")).hasSizeLessThan(1_100).startsWith("???");
  }

  @Test
  void recordThatFits_isWholeAndSaysNothingOfLengths() {
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin("digits.samples", 0, 4),
            new byte[DeadLetter.KEY_BYTES_MAX],
            new byte[DeadLetter.VALUE_BYTES_MAX],
            "Not Avro.");

    ProducerRecord<byte[], byte[]> letterRecord = letter.toRecord(new Pipeline("digits"));

    assertThat(letterRecord.value()).hasSize(DeadLetter.VALUE_BYTES_MAX);
    assertThat(letterRecord.headers()).extracting(Header::key).doesNotContain("value-bytes");
    assertThat(letterRecord.headers()).extracting(Header::key).doesNotContain("key-bytes");
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
