package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void freePorts_areDifferent() throws Exception {
    assertThat(Ports.free(3)).hasSize(3).doesNotHaveDuplicates().allMatch(port -> port > 0);
  }

  @Test
  void portThatSomethingListensOn_isNotFreeAndAccepts() throws Exception {
    // Given
    int port;
    try (StubServices services = StubServices.start()) {
      port = services.broker().getLocalPort();

      // When Then
      assertThat(Ports.isFree(port)).isFalse();
      assertThat(Ports.accepts(port)).isTrue();
    }
    assertThat(Ports.isFree(port)).isTrue();
    assertThat(Ports.accepts(port)).isFalse();
  }
}
