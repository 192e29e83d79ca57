package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LearnerDirectiveTest {
  private static Headers header(byte[] value) {
    return new RecordHeaders().add(LearnerDirective.HEADER, value);
  }

  @Test
  void recordOfADirective_isReadAsIt() throws Exception {
    // When
    ProducerRecord<byte[], byte[]> record =
        LearnerDirective.RESTART.toRecord(new Pipeline("digits"), 2, "x1");

    // Then
    assertThat(record.topic()).isEqualTo("digits.samples");
    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.key()).asString(UTF_8).isEqualTo("directive-x1");
    assertThat(record.value()).isNull();
    assertThat(record.headers().lastHeader("thalweg.directive").value())
        .asString(UTF_8)
        .isEqualTo("restart");
    assertThat(LearnerDirective.in(record.headers(), record.value()))
        .contains(LearnerDirective.RESTART);
  }

  @Test
  void recordWithoutTheHeader_isNoDirectiveWhateverElseItSays() throws Exception {
    Headers others = new RecordHeaders().add("directive", "restart".getBytes(UTF_8));
    assertThat(LearnerDirective.in(others, null)).isEmpty();
    assertThat(LearnerDirective.in(new RecordHeaders(), new byte[] {1})).isEmpty();
  }

  @Test
  void ofSeveralHeaders_theLastCounts() throws Exception {
    Headers twice = header("unknown".getBytes(UTF_8)).add("a", null);
    twice.add(LearnerDirective.HEADER, "restart".getBytes(UTF_8));
    assertThat(LearnerDirective.in(twice, null)).contains(LearnerDirective.RESTART);
  }

  @Test
  void directiveWithAValue_isRefused() {
    assertThatThrownBy(() -> LearnerDirective.in(header("restart".getBytes(UTF_8)), new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("has a value");
  }

  @Test
  void unknownText_isRefusedAndShownInShort() {
    String hostile = "Restart\u001b[2J" + "x".repeat(1_000);
    for (byte[] value : new byte[][] {hostile.getBytes(UTF_8), {}, null, {(byte) 0xFF}}) {
      assertThatThrownBy(() -> LearnerDirective.in(header(value), null))
          .isInstanceOf(UnreadableRecordException.class)
          .hasMessageContaining("not a directive")
          .hasMessageNotContaining("\u001b")
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
    }
  }
}
