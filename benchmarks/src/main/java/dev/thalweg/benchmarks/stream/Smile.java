package dev.thalweg.benchmarks.stream;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Smile, by a program that the virtual machine compiles as it starts. */
final class Smile {
  private static final String PROGRAM = "SmileStream.java";

  private final FetchedLibrary library;
  private final VectorFile vectors;
  private final Path program;
  private final Path natives;

  /**
   * Fetches Smile.
   *
   * @param folder for files, the caller's to delete
   * @throws UserException if there is no Maven, or Smile can't be fetched
   */
  Smile(VectorFile vectors, Path folder) {
    this.vectors = vectors;
    library = new FetchedLibrary("Smile", "com.github.haifengl", "smile-core", folder);
    program = folder.resolve(PROGRAM);
    natives = folder.resolve("natives");
    try (InputStream in = Smile.class.getResourceAsStream("source/" + PROGRAM)) {
      Files.copy(in, program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One pass of a learner over the stream, test-then-train, after a second that warms it up.
   *
   * @throws UserException if it does not come to its end
   */
  Pass run(SmileLearner learner) {
    String printed =
        library.java(
            List.of(
                "-Dorg.bytedeco.javacpp.cachedir=" + natives,
                program.toString(),
                vectors.path().toString(),
                Integer.toString(vectors.width()),
                Integer.toString(vectors.classes()),
                learner.units(),
                Double.toString(learner.rate())),
            "Smile's " + learner.name() + " did not come to its end");
    return learner.pass(printed);
  }
}
