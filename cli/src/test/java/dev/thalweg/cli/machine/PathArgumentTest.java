package dev.thalweg.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that no file can have stands for one that has no bytes in the locale's charset. */
class PathArgumentTest {
  @ParameterizedTest
  @ValueSource(strings = {"--dir", "--command-config", "--state-dir"})
  void nameThatNoFileCanHave_isRefusedWithWhatToSet(String option) {
    // When
    Run run = CommandLines.run(Map.of(), "train", option, "a\0b");

    // Then
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains(option).contains("LC_ALL=C.UTF-8").doesNotContain("Exception");
  }
}
