package dev.thalweg.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class SecretFileTest {
  @TempDir Path dir;

  private Path file(String permissions) throws IOException {
    Path file = Files.writeString(dir.resolve("key.pem"), "secret");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, read", "rw-rw-rw-, read", "rw-----w-, write"})
  void fileThatOthersReach_isNamed(String permissions, String right) throws IOException {
    assertThat(SecretFile.concern(file(permissions)))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("Every user of this machine can " + right)
                    .contains("key.pem"));
  }

  @ParameterizedTest
  @CsvSource({"rw-------", "r--r-----"})
  void fileOfItsOwnerOrGroup_isFine(String permissions) throws IOException {
    assertThat(SecretFile.concern(file(permissions))).isEmpty();
  }

  @Test
  void noFile_isSomebodyElsesError() {
    assertThat(SecretFile.concern(dir.resolve("missing"))).isEmpty();
  }
}
