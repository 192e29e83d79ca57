package dev.thalweg.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationOptionTest {
  @ParameterizedTest
  @CsvSource({"0s, 0", "90s, 90", "5m, 300", "' 1h ', 3600", "24h, 86400"})
  void length_isReadAsItIsWritten(String text, long seconds) {
    assertThat(new DurationOption().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 m", "-1s", "1d", "25h", "9999999999s", "PT5M", "1.5m"})
  void anythingElse_isRefusedWithExamples(String text) {
    assertThatThrownBy(() -> new DurationOption().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("5m");
  }
}
