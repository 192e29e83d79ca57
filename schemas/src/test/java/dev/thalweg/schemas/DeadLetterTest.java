package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
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

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
