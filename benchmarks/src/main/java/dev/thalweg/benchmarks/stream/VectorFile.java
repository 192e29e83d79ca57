package dev.thalweg.benchmarks.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The vectors of a stream as ARFF, which other libraries read.
 *
 * @param rows that it has
 * @param width numbers of a row; a missing one is a question mark
 * @param classes whose number, from 0 on, ends a row
 */
record VectorFile(Path path, long rows, int width, int classes) {

  /**
   * Writes it, as {@code stream.arff}.
   *
   * @throws dev.thalweg.schemas.UserException if a row can't be mapped
   */
  static VectorFile write(Path folder, CsvStream stream) {
    Path path = folder.resolve("stream.arff");
    int width = stream.mapping().width();
    int classes = stream.mapping().target().classes().size();
    try (BufferedWriter arff = Files.newBufferedWriter(path, UTF_8)) {
      arff.write("@relation stream\n");
      for (int i = 0; i < width; i++) {
        arff.write("@attribute c" + i + " numeric\n");
      }
      arff.write("@attribute class {0");
      for (int i = 1; i < classes; i++) {
        arff.write("," + i);
      }
      arff.write("}\n@data\n");
      long rows = stream.each((vector, target) -> write(arff, vector, (int) target));
      return new VectorFile(path, rows, width, classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(BufferedWriter arff, float[] vector, int label) {
    StringBuilder row = new StringBuilder();
    for (float number : vector) {
      row.append(Float.isNaN(number) ? "?" : Float.toString(number)).append(',');
    }
    try {
      arff.append(row).append(Integer.toString(label)).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
