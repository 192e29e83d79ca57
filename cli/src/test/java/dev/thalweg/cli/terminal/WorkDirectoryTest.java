package dev.thalweg.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.schemas.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
  @TempDir Path folder;

  @Test
  void namedDirectory_isMadeAndStays() throws Exception {
    // Given
    Path named = folder.resolve("a").resolve("b");
    WorkDirectory work = WorkDirectory.of(named);
    work.requireSameStream("mnist 1 digits");
    Files.writeString(named.resolve("data"), "kept", UTF_8);

    // When
    work.close();

    // Then
    assertThat(work.temporary()).isFalse();
    assertThat(named.resolve("data")).hasContent("kept");
  }

  @Test
  void temporaryDirectory_isGoneAfterwardsWithAllThatIsInIt() throws Exception {
    // Given
    WorkDirectory work = WorkDirectory.of(null);
    assertThat(work.path()).isDirectory();
    work.requireSameStream("mnist 1 digits");
    Path deep = Files.createDirectories(work.path().resolve("a").resolve("b"));
    Files.writeString(deep.resolve("file"), "x", UTF_8);

    // When
    work.close();

    // Then
    assertThat(work.temporary()).isTrue();
    assertThat(work.path()).doesNotExist();
  }

  @Test
  void temporaryDirectory_mayBeGoneAlready() throws Exception {
    WorkDirectory work = WorkDirectory.of(null);
    Files.delete(work.path());

    assertThatCode(work::close).doesNotThrowAnyException();
  }

  @Test
  void sameStream_goesOn() {
    WorkDirectory.of(folder).requireSameStream("mnist 1 digits");

    assertThatCode(() -> WorkDirectory.of(folder).requireSameStream("mnist 1 digits"))
        .doesNotThrowAnyException();
  }

  @Test
  void otherStream_isRefusedInOneSentenceAndTheFirstStays() {
    // Given
    WorkDirectory.of(folder).requireSameStream("mnist 1 digits");

    // When
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> WorkDirectory.of(folder).requireSameStream("digits 1 digits"))
        .withMessageContainingAll(
            folder.toString(), "\"mnist 1 digits\"", "\"digits 1 digits\"", "use another --dir.");

    // Then
    assertThatCode(() -> WorkDirectory.of(folder).requireSameStream("mnist 1 digits"))
        .doesNotThrowAnyException();
  }

  @Test
  void fileInPlaceOfTheDirectory_isOneSentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x", UTF_8);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> WorkDirectory.of(file).requireSameStream("mnist 1 digits"))
        .withMessageContainingAll(file.toString(), "give another --dir.");
  }
}
