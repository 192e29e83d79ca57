package dev.thalweg.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserHomeTest {
  @TempDir Path temporary;

  @Test
  void home_isKeptWhereItCanBeWritten() {
    assertThat(UserHome.settled(temporary.toString(), temporary)).isEqualTo(temporary.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", "/nonexistent", "/proc/self/cmdline", "relative"})
  void folderOfTheUsersOwn_isTakenWhereThereIsNoHome_andAgain(String home) throws IOException {
    // When
    String first = UserHome.settled(home, temporary);
    String second = UserHome.settled(home, temporary);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(Path.of(first).getParent()).isEqualTo(temporary);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(first))))
        .isEqualTo("rwx------");
  }

  @Test
  void folderThatOthersCanWriteTo_isNotTaken() throws IOException {
    // Given
    Path folder = Path.of(UserHome.settled("?", temporary));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    // When, then
    assertThat(UserHome.settled("?", temporary)).isEqualTo("?");
  }

  @Test
  void linkInItsPlace_isNotFollowed(@TempDir Path elsewhere) throws IOException {
    // Given
    Path folder = Path.of(UserHome.settled("?", temporary));
    Files.delete(folder);
    Files.createSymbolicLink(folder, elsewhere);

    // When, then
    assertThat(UserHome.settled("?", temporary)).isEqualTo("?");
  }
}
