package dev.thalweg.schemas.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void hashes_areFoundAgain() {
    // Given
    Provenance written = new Provenance(HASH, HASH);
    Headers headers = new RecordHeaders();
    // When
    written.writeTo(headers);
    // Then
    assertThat(Provenance.in(headers)).contains(written);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "0123",
        "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD",
        "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00"
            + "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00"
            + "\uD83D\uDE00\uD83D\uDE00"
      })
  void whatIsNoHash_saysNothing(String strange) {
    // Given
    Headers headers = new RecordHeaders();
    headers.add(Provenance.MAPPING_HEADER, strange == null ? null : strange.getBytes(UTF_8));
    headers.add(Provenance.INPUT_HEADER, HASH.getBytes(UTF_8));
    // Then
    assertThat(Provenance.in(headers)).isEmpty();
    assertThat(Provenance.in(new RecordHeaders())).isEmpty();
  }
}
