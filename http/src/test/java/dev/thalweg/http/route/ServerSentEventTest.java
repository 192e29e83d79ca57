package dev.thalweg.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerSentEventTest {
  private static String encoded(String data) {
    return new String(ServerSentEvent.encode("run-7", "update", data.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void event_hasIdNameAndDataAndEndsWithABlankLine() {
    assertThat(encoded("{\"a\":\"ä\"}"))
        .isEqualTo("id: run-7\nevent: update\ndata: {\"a\":\"ä\"}\n\n");
  }

  @Test
  void lineBreaksInData_beginNewLinesOfData() {
    assertThat(encoded("a\nb\r\nc\rd"))
        .isEqualTo("id: run-7\nevent: update\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  }

  @Test
  void lineBreakInAnId_isRefused() {
    assertThatThrownBy(() -> ServerSentEvent.encode("1\ndata: x", "update", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
