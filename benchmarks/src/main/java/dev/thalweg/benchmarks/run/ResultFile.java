package dev.thalweg.benchmarks.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON that a benchmark leaves, to be committed. */
public record ResultFile(Path path) {

  /** Checks that it can be written, before the work is done. */
  public ResultFile {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(path)) {
      throw new UserException("%s can't be written: name a file in a folder.".formatted(path));
    }
  }

  public void write(Object result) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    try {
      Files.writeString(path, mapper.writeValueAsString(result) + "\n");
    } catch (IOException e) {
      throw new UserException("%s can't be written (%s).".formatted(path, e.getMessage()), e);
    }
  }
}
