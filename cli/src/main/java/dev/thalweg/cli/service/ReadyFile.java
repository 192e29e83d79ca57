package dev.thalweg.cli.service;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Is there while a service is ready, so that a supervisor can see it without a port. */
final class ReadyFile implements AutoCloseable {
  private final Path file;
  private boolean there;

  /**
   * For a file that is not there yet.
   *
   * @param file may be null: then nothing is written
   * @throws UserException when it can't be written
   */
  ReadyFile(Path file) {
    this.file = file;
    set(false); // one that a killed process has left
  }

  void set(boolean ready) {
    if (file == null) {
      return;
    }
    try {
      if (ready && !there) {
        Files.writeString(file, "");
      } else if (!ready) {
        Files.deleteIfExists(file);
      }
      there = ready;
    } catch (IOException e) {
      throw new UserException(
          "The file %s of --ready-file can't be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    set(false);
  }
}
