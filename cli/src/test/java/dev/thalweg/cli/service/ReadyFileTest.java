package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFileTest {
  @TempDir Path folder;

  @Test
  void file_isThereWhileTheServiceIsReady() throws IOException {
    Path file = Files.createFile(folder.resolve("left-by-a-killed-process"));

    try (ReadyFile ready = new ReadyFile(file)) {
      assertThat(file).doesNotExist();
      ready.set(true);
      assertThat(file).exists();
      ready.set(false);
      assertThat(file).doesNotExist();
      ready.set(true);
    }

    assertThat(file).doesNotExist();
  }

  @Test
  void fileInNoFolder_isRefusedInASentence() {
    ReadyFile ready = new ReadyFile(folder.resolve("nowhere").resolve("ready"));

    assertThatThrownBy(() -> ready.set(true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--ready-file");
  }

  @Test
  void noFile_isAllowed() {
    assertThatNoException()
        .isThrownBy(
            () -> {
              try (ReadyFile ready = new ReadyFile(null)) {
                ready.set(true);
                ready.set(false);
              }
            });
  }
}
