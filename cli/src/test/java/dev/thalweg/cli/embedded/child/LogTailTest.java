package dev.thalweg.cli.embedded.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path directory;

  @Test
  void tail_hasTheLastLinesWithoutStackFrames() throws Exception {
    // Given
    Path log = directory.resolve("log");
    Files.writeString(
        log,
        "first\n".repeat(10_000)
            + "1\n2\n3\nERROR it broke\n\tat some.Frame(Some.java:1)\n\nCaused by: this\n"
            + "\t... 3 more\n");

    // When
    String tail = LogTail.of(log);

    // Then
    assertThat(tail.lines())
        .containsExactly("  1", "  2", "  3", "  ERROR it broke", "  Caused by: this");
  }

  @Test
  void missingOrEmptyLog_hasNoTail() throws Exception {
    assertThat(LogTail.of(directory.resolve("none"))).isEmpty();
    assertThat(LogTail.of(Files.createFile(directory.resolve("empty")))).isEmpty();
  }
}
