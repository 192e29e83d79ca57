package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.http.ScoringConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpOptionsTest {

  private static Optional<ScoringConfig> config(Map<String, String> environment, String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "score";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return CommandLines.parse(ScoreCommand.class, environment, args).http.config("1.0");
  }

  @Test
  void withoutFlags_itIsForAnybodyOnLoopback_andAnotherPortWillDo() {
    // When
    ScoringConfig scoring = config(Map.of()).orElseThrow();
    HttpConfig config = scoring.server();

    // Then
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.otherPortIfTaken()).isTrue();
    assertThat(config.token()).isEmpty();
    assertThat(config.tls()).isEmpty();
    assertThat(config.limits().bodyBytesMax()).isEqualTo(8 << 20);
    assertThat(scoring.examples().queuedMax()).isEqualTo(4_096);
    assertThat(config.limits().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void portThatIsNamed_isTheOneOrNone() {
    // When, then
    assertThat(config(Map.of(), "--http-port", "8080").orElseThrow().server().otherPortIfTaken())
        .isFalse();
    assertThat(config(Map.of("THALWEG_HTTP_PORT", "0")).orElseThrow().server().port()).isZero();
  }

  @Test
  void limits_areThoseOfTheFlags() {
    // When
    ScoringConfig scoring =
        config(
                Map.of(),
                "--http-max-body",
                "16777216",
                "--http-queue",
                "100",
                "--http-timeout-ms",
                "250")
            .orElseThrow();

    // Then
    HttpConfig config = scoring.server();
    assertThat(config.limits().bodyBytesMax()).isEqualTo(16 << 20);
    assertThat(config.limits().bodyBytesInAllMax()).isEqualTo(128 << 20);
    assertThat(scoring.examples().perRequestMax()).isEqualTo(100);
    assertThat(scoring.examples().queuedMax()).isEqualTo(100);
    assertThat(config.limits().requestTimeout()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void noHttp_isNone() {
    // When, then
    assertThat(config(Map.of(), "--no-http")).isEmpty();
    assertThat(config(Map.of("THALWEG_NO_HTTP", "true"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--http-port,99999,Port 99999",
    "--http-max-body,0,body limit",
    "--http-queue,0,examples",
    "--http-timeout-ms,0,timeout",
    "--http-token-file,/nowhere/token,can't be read",
    "--http-tls-key-file,/nowhere/key,both"
  })
  void whatIsNotPossible_isASentence(String flag, String value, String sentence) {
    assertThatThrownBy(() -> config(Map.of(), flag, value))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(sentence);
  }
}
