package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided before a child is launched; the real start is an integration test. */
class EmbeddedStackTest {
  private static final EmbeddedStack.Options FREE_PORTS = EmbeddedStack.Options.defaults();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"-1, 0, --kafka-port", "65536, 0, --kafka-port", "0, 70000, --registry-port"})
  void portOutOfRange_isRefusedByItsFlag(int kafkaPort, int registryPort, String flag) {
    assertThatThrownBy(() -> new EmbeddedStack.Options(kafkaPort, registryPort, false))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(flag);
  }

  @Test
  void samePortForBoth_isRefused() {
    assertThatThrownBy(() -> new EmbeddedStack.Options(9092, 9092, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("both 9092");
  }

  @Test
  void busyPort_isRefusedByItsFlagAndTheDirectoryIsFreeAgain() throws Exception {
    try (StubServices busy = StubServices.start()) {
      // Given
      int port = busy.broker().getLocalPort();

      // When
      assertThatThrownBy(
              () -> EmbeddedStack.start(directory, new EmbeddedStack.Options(port, 0, false)))

          // Then
          .isInstanceOf(UserException.class)
          .hasMessageContaining("Port " + port + " is in use")
          .hasMessageContaining("--kafka-port");
      assertThatThrownBy(
              () -> EmbeddedStack.start(directory, new EmbeddedStack.Options(0, port, false)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("--registry-port");
    }
  }

  @Test
  void portOfAConnectionThatEnds_isWaitedFor() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    CompletableFuture<Void> required;
    try (ServerSocket other = new ServerSocket(0, 1, loopback);
        Socket client = new Socket()) {
      // Given: a client whose own end has the port
      client.bind(new InetSocketAddress(loopback, 0));
      client.connect(other.getLocalSocketAddress());
      EmbeddedStack.Options options = new EmbeddedStack.Options(client.getLocalPort(), 0, false);
      assertThat(Ports.isFree(options.kafkaPort())).isFalse();

      // When
      required = CompletableFuture.runAsync(options::requireFreePorts);
      assertThatThrownBy(() -> required.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      client.setSoLinger(true, 0); // leaves nothing behind
    }

    // Then
    required.get(1, TimeUnit.MINUTES);
  }

  @Test
  void directoryThatIsAFile_isRefused() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("file"), "");

    // When Then
    assertThatThrownBy(() -> EmbeddedStack.start(file, FREE_PORTS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--dir");
  }

  @Test
  void directoryWithAComma_isRefused() {
    assertThatThrownBy(() -> EmbeddedStack.start(directory.resolve("a,b"), FREE_PORTS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("comma")
        .hasMessageContaining("--dir");
    assertThat(directory.resolve("a,b")).doesNotExist();
  }

  @Test
  void directoryInUse_isRefusedWithItsOwner() throws Exception {
    // Given
    StackDirectory home = StackDirectory.create(directory);
    try (StubServices services = StubServices.start();
        DirectoryLock lock = home.tryOwn().orElseThrow()) {
      assertThat(lock).isNotNull();
      services.address(ProcessHandle.current().pid()).write(home.address());

      // When Then
      assertThatThrownBy(() -> EmbeddedStack.start(directory, FREE_PORTS))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void runningStack_isJoinedAndLeftRunning() throws Exception {
    // Given a stack that another owner runs
    StackDirectory home = StackDirectory.create(directory);
    try (StubServices services = StubServices.start();
        DirectoryLock lock = home.tryOwn().orElseThrow()) {
      assertThat(lock).isNotNull();
      StackAddress address = services.address(ProcessHandle.current().pid());
      address.write(home.address());

      // When
      List<String> told = new ArrayList<>();
      EmbeddedStack stack =
          EmbeddedStack.startOrJoin(
              directory, FREE_PORTS, (broker, registry) -> told.addAll(List.of(broker, registry)));
      stack.close();

      // Then
      assertThat(stack.isJoined()).isTrue();
      assertThat(told).containsExactly(address.bootstrapServer(), address.schemaRegistry());
      assertThat(stack.bootstrapServer()).isEqualTo(address.bootstrapServer());
      assertThat(stack.schemaRegistry()).isEqualTo(address.schemaRegistry());
      assertThat(address.isServing()).isTrue();
      assertThat(StackAddress.read(home.address())).contains(address);
    }
  }

  @Test
  void runningStackWithOtherPorts_isNotJoined() throws Exception {
    // Given
    StackDirectory home = StackDirectory.create(directory);
    try (StubServices services = StubServices.start();
        DirectoryLock lock = home.tryOwn().orElseThrow()) {
      assertThat(lock).isNotNull();
      StackAddress address = services.address(ProcessHandle.current().pid());
      address.write(home.address());
      int other = address.brokerPort() == 1 ? 2 : 1;

      // When Then
      assertThatThrownBy(
              () ->
                  EmbeddedStack.startOrJoin(
                      directory,
                      new EmbeddedStack.Options(other, 0, false),
                      (broker, registry) -> {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("already has port " + address.brokerPort());
    }
  }

  @Test
  void joinedStack_failsWhenItsOwnerStopsIt() throws Exception {
    // Given
    StackDirectory home = StackDirectory.create(directory);
    try (StubServices services = StubServices.start();
        DirectoryLock lock = home.tryOwn().orElseThrow()) {
      assertThat(lock).isNotNull();
      services.address(ProcessHandle.current().pid()).write(home.address());
      EmbeddedStack stack =
          EmbeddedStack.startOrJoin(directory, FREE_PORTS, (broker, registry) -> {});
      assertThat(stack.failure()).isEmpty();

      // When
      Files.delete(home.address());

      // Then
      assertThat(stack.failure().orElseThrow()).contains("has been stopped");
    }
  }
}
