package dev.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosCommandTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "1e9"})
  void minutesThatAreNotPossible_areRefused(String minutes) {
    // When
    Run run = CommandLines.run(Map.of(), "chaos", "--minutes", minutes, "--source", "digits");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("--minutes")
        .contains("give more than 0")
        .doesNotContain("\tat ");
  }

  @Test
  void directoryWithSomethingInIt_isRefused() throws IOException {
    // Given: what is to be compared must be all that there is
    Files.createFile(dir.resolve("something"));

    // When
    Run run = CommandLines.run(Map.of(), "chaos", "--source", "digits", "--dir", dir.toString());

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is not empty").contains("--dir");
    assertThat(dir).isDirectoryContaining("glob:**something");
  }
}
