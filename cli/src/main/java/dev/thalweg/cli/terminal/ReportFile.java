package dev.thalweg.cli.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that {@code --report} names: a command's outcome as JSON. */
public final class ReportFile {
  private ReportFile() {}

  /** Checks that a report can be written here, before the work is done. */
  public static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          "The report %s can't be written: name a file in a folder that exists.".formatted(file));
    }
  }

  public static void write(Path file, Object report) {
    try {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), report);
    } catch (IOException e) {
      throw new UserException(
          "The report %s can't be written (%s).".formatted(file, e.getMessage()), e);
    }
  }
}
