package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.embedded.child.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackAddressTest {
  private static final StackAddress ADDRESS =
      new StackAddress("127.0.0.1:9092", "http://127.0.0.1:8081/apis/ccompat/v7", 42);

  @TempDir Path directory;

  @Test
  void address_isReadAsItWasWritten() throws Exception {
    // Given
    Path file = directory.resolve("stack.properties");
    Files.writeString(file, "pid=1");

    // When
    ADDRESS.write(file);

    // Then
    assertThat(StackAddress.read(file)).contains(ADDRESS);
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void ports_areThoseOfTheAddresses() {
    assertThat(ADDRESS.brokerPort()).isEqualTo(9092);
    assertThat(ADDRESS.registryPort()).isEqualTo(8081);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pid=1", "bootstrap.server=a\nschema.registry=b\npid=x", "\\u00"})
  void fileThatIsNoWholeAddress_isIgnored(String content) throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("stack.properties"), content);

    // When Then
    assertThat(StackAddress.read(file)).isEmpty();
  }

  @Test
  void missingFile_isIgnored() {
    assertThat(StackAddress.read(directory.resolve("none"))).isEmpty();
  }

  @Test
  void stackOfADeadOwner_isNotServingEvenIfItsPortsAnswer() throws Exception {
    try (StubServices services = StubServices.start()) {
      // Given
      long dead = deadPid();

      // When
      boolean withOwner = services.address(ProcessHandle.current().pid()).isServing();
      boolean without = services.address(dead).isServing();

      // Then
      assertThat(withOwner).isTrue();
      assertThat(without).isFalse();
    }
  }

  private long deadPid() throws Exception {
    ChildProcess child = StubChildren.launch(directory, "crashing");
    assertThat(StubChildren.eventually(() -> !StubChildren.lives(child))).isTrue();
    return child.pid();
  }
}
