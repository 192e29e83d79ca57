package dev.thalweg.cli.embedded.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it sets properties that the others read")
class ClassArchivesTest {
  private static final Duration USUAL = Duration.ofSeconds(6);

  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(ClassArchives.FOLDER_PROPERTY);
    System.clearProperty(ClassArchives.MAKE_PROPERTY);
  }

  @Test
  void child_startsWithoutAnArchiveWhereNobodyNamesOne() {
    assertThat(ClassArchives.flags("broker")).isEmpty();
    assertThat(ClassArchives.patience(USUAL)).isEqualTo(USUAL);
  }

  @Test
  void child_startsWithItsArchiveIfThereIsOne() throws IOException {
    // Given
    System.setProperty(ClassArchives.FOLDER_PROPERTY, folder.toString());
    Path archive = Files.createFile(folder.resolve("broker.jsa"));

    // When, then
    assertThat(ClassArchives.flags("broker")).contains("-XX:SharedArchiveFile=" + archive);
    assertThat(ClassArchives.flags("registry")).isEmpty();
    assertThat(ClassArchives.patience(USUAL)).isEqualTo(USUAL);
  }

  @Test
  void child_leavesItsArchiveAndGetsTheTimeForIt() {
    // Given
    System.setProperty(ClassArchives.FOLDER_PROPERTY, folder.toString());
    System.setProperty(ClassArchives.MAKE_PROPERTY, folder.toString());

    // When, then
    assertThat(ClassArchives.flags("registry"))
        .contains("-XX:ArchiveClassesAtExit=" + folder.resolve("registry.jsa"))
        .noneMatch(flag -> flag.startsWith("-XX:SharedArchiveFile"));
    assertThat(ClassArchives.patience(USUAL)).isGreaterThan(USUAL);
  }
}
