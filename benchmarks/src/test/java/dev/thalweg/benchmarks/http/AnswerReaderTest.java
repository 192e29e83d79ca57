package dev.thalweg.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCONTENT-LENGTH: 6\r\n\r\n{\"a\":1";

  private final AnswerReader reader = new AnswerReader();

  private void receive(String part) {
    reader.target().put(part.getBytes(ISO_8859_1));
  }

  @Test
  void answerInParts_isWholeWithItsLastByte() {
    // Given
    for (int i = 0; i < ANSWER.length() - 1; i++) {
      receive(ANSWER.substring(i, i + 1));
      assertThat(reader.isWhole()).isFalse();
    }
    // When
    receive(ANSWER.substring(ANSWER.length() - 1));
    // Then
    assertThat(reader.isWhole()).isTrue();
  }

  @Test
  void answerAfterAnother_isReadAnew() {
    receive(ANSWER);
    assertThat(reader.isWhole()).isTrue();
    receive(ANSWER);
    assertThat(reader.isWhole()).isTrue();
    assertThat(reader.isWhole()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n"
      })
  void answerThatIsNone_isRefused(String answer) {
    receive(answer);
    assertThatThrownBy(reader::isWhole)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("answer");
  }
}
