package dev.thalweg.benchmarks.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A library that Maven fetches with what it needs, and that runs in processes of its own. */
final class FetchedLibrary {
  private static final int SAID_MAX = 2_000;
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>bench</groupId><artifactId>bench</artifactId><version>1</version>
        <dependencies>
          <dependency>
            <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
          </dependency>
        </dependencies>
      </project>
      """;

  private final Path folder;
  private final String classPath;

  /**
   * Fetches it, in the version that the build names.
   *
   * @param name for people
   * @param folder for files, the caller's to delete
   * @throws UserException if there is no Maven, or it can't be fetched
   */
  FetchedLibrary(String name, String group, String artifact, Path folder) {
    this.folder = folder;
    System.err.printf("Maven fetches %s ...%n", name);
    try {
      Path pom = folder.resolve(artifact + ".xml");
      Path file = folder.resolve(artifact + ".class-path");
      Files.writeString(pom, POM.formatted(group, artifact, version(artifact)), UTF_8);
      String unused =
          run(
              List.of(
                  "mvn",
                  "-B",
                  "-q",
                  "-f",
                  pom.toString(),
                  "dependency:build-classpath",
                  "-Dmdep.outputFile=" + file),
              name + " could not be fetched by Maven");
      classPath = Files.readString(file, UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(String artifact) throws IOException {
    try (InputStream in = FetchedLibrary.class.getResourceAsStream("libraries.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty(artifact);
    }
  }

  /**
   * Runs one of its programs to its end, in the folder.
   *
   * @param arguments of the virtual machine: what to run, and the program's own
   * @param trouble what a failure begins with
   * @return what it printed
   * @throws UserException if it does not come to its end
   */
  String java(List<String> arguments, String trouble) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", classPath));
    command.addAll(arguments);
    return run(command, trouble);
  }

  private String run(List<String> command, String trouble) {
    try {
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("OPENBLAS_CORETYPE"); // pinned for Thalweg's weights alone
      int code = builder.start().waitFor();
      String said = Files.readString(out, UTF_8);
      if (code != 0) {
        String all = (said + Files.readString(err, UTF_8)).strip();
        throw new UserException(
            "%s (exit code %d): %s"
                .formatted(trouble, code, all.substring(Math.max(0, all.length() - SAID_MAX))));
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
