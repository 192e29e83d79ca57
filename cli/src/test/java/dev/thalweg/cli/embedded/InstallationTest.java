package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  @TempDir Path directory;

  @Test
  void registry_isFoundAboveTheJarAndAboveTheClasses() throws Exception {
    // Given
    Path jar = runnerJar(directory.resolve("cli/target/registry"));

    // When Then
    for (String start :
        List.of("cli/target/thalweg-cli.jar", "cli/target/classes", "integration-tests")) {
      assertThat(
              Installation.registryFolders(directory.resolve(start)).stream()
                  .flatMap(folder -> Installation.runnerJarIn(folder).stream()))
          .as(start)
          .containsExactly(jar);
    }
  }

  @Test
  void folderWithoutRunnerJar_isNoRegistry() {
    assertThat(Installation.runnerJarIn(directory)).isEmpty();
    assertThat(Installation.runnerJarIn(directory.resolve("none"))).isEmpty();
  }

  @Test
  void classPath_isAbsoluteAndHasWhatExistsOnce() throws Exception {
    // Given
    Path own = Files.createDirectory(directory.resolve("classes"));
    Path library = Files.createFile(directory.resolve("kafka.jar"));
    String classPath =
        String.join(File.pathSeparator, own.toString(), library.toString(), "", "none.jar");

    // When
    List<Path> libraries =
        Installation.classPathWithout(own, classPath + File.pathSeparator + library);

    // Then
    assertThat(libraries).containsExactly(library);
  }

  @Test
  void brokerClassPath_hasOwnClassesFirstAndNoNatives() {
    // Given
    Path own = Path.of("/a/thalweg-cli.jar");
    Installation installation =
        new Installation(
            own,
            List.of(
                Path.of("/a/kafka_2.13.jar"),
                Path.of("/a/openblas-linux.jar"),
                Path.of("/a/thalweg-trainer.jar")),
            Path.of("/r/runner.jar"));

    // When Then
    assertThat(installation.brokerClassPath()).containsExactly(own, Path.of("/a/kafka_2.13.jar"));
    assertThat(installation.registryClassPath()).containsExactly(own, Path.of("/r/runner.jar"));
  }

  private static Path runnerJar(Path folder) throws Exception {
    Files.createDirectories(folder);
    return Files.createFile(folder.resolve("apicurio-registry-app-3.0.9-runner.jar"));
  }
}
