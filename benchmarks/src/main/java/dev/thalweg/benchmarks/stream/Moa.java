package dev.thalweg.benchmarks.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * MOA, which Maven fetches with what it needs, in a process of its own. It reads the same vectors,
 * as ARFF.
 */
final class Moa {
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>bench</groupId><artifactId>moa</artifactId><version>1</version>
        <dependencies>
          <dependency>
            <groupId>nz.ac.waikato.cms.moa</groupId><artifactId>moa</artifactId><version>%s</version>
          </dependency>
        </dependencies>
      </project>
      """;

  private final Path folder;
  private final String classPath;
  private final long rows;

  /**
   * Fetches MOA and writes the stream for it.
   *
   * @param folder for files, the caller's to delete
   * @throws UserException if there is no Maven, or MOA can't be fetched
   */
  Moa(Path folder, CsvStream stream) {
    this.folder = folder;
    try {
      Files.writeString(folder.resolve("pom.xml"), POM.formatted(version()), UTF_8);
      run(
          List.of("mvn", "-B", "-q", "dependency:build-classpath", "-Dmdep.outputFile=class-path"),
          "MOA could not be fetched by Maven");
      classPath = Files.readString(folder.resolve("class-path"), UTF_8).strip();
      rows = write(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version() throws IOException {
    try (InputStream in = Moa.class.getResourceAsStream("moa.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }

  private long write(CsvStream stream) throws IOException {
    try (BufferedWriter arff = Files.newBufferedWriter(folder.resolve("stream.arff"), UTF_8)) {
      arff.write("@relation stream\n");
      for (int i = 0; i < stream.mapping().width(); i++) {
        arff.write("@attribute c" + i + " numeric\n");
      }
      int classes = stream.mapping().target().classes().size();
      arff.write("@attribute class {0");
      for (int i = 1; i < classes; i++) {
        arff.write("," + i);
      }
      arff.write("}\n@data\n");
      return stream.each((vector, target) -> write(arff, vector, (int) target));
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

  /**
   * One pass of a learner over the stream, with its prequential evaluation.
   *
   * @param learner as MOA's command line names it, such as {@code meta.AdaptiveRandomForest}
   * @throws UserException if it does not come to its end
   */
  Pass run(String learner) {
    String task =
        "EvaluatePrequential -l (%s) -s (ArffFileStream -f stream.arff) -e (BasicClassification"
            + "PerformanceEvaluator) -i %d -f %d";
    String table =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                classPath,
                "moa.DoTask",
                task.formatted(learner, rows, rows)),
            "MOA's " + learner + " did not come to its end");
    return MoaTable.last(learner, table);
  }

  private String run(List<String> command, String trouble) {
    try {
      Path out = folder.resolve("out");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int code = process.waitFor();
      String said = Files.readString(out, UTF_8);
      if (code != 0) {
        throw new UserException("%s (exit code %d): %s".formatted(trouble, code, said.strip()));
      }
      return said;
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(trouble, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(trouble + ": it was interrupted.", e);
    }
  }
}
