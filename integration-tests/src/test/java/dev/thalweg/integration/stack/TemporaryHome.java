package dev.thalweg.integration.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that lives as long as a stack. */
final class TemporaryHome {
  private TemporaryHome() {}

  static Path create() {
    try {
      return Files.createTempDirectory("thalweg");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(Path home) {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
