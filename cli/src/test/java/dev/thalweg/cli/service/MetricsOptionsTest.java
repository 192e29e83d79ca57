package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsOptionsTest {
  private final List<String> events = new ArrayList<>();

  private static MetricsOptions train(String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "train";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return CommandLines.parse(TrainCommand.class, Map.of(), args).metrics;
  }

  /** A service with metrics of these options beside it. */
  private Assembly assembly(MetricsOptions options) {
    Assembly assembly = new Assembly("stub");
    assembly.add(options.part(options.registry().orElseGet(Metrics::new), events::add));
    assembly.add(Part.lasting("the stub", () -> events.add("started"), () -> events.add("closed")));
    return assembly;
  }

  @Test
  void withoutAPort_nothingIsMeasuredOrServed() {
    // Given
    MetricsOptions options = train();

    // When
    try (Assembly assembly = assembly(options)) {
      assembly.start();
    }

    // Then
    assertThat(options.registry()).isEmpty();
    assertThat(events).containsExactly("started", "closed");
  }

  @Test
  void port_isOpenedAndToldBeforeTheServiceStarts() {
    // Given
    MetricsOptions options = train("--metrics-port", "0");

    // When
    try (Assembly assembly = assembly(options)) {
      assembly.start();
    }

    // Then
    assertThat(events).hasSize(3).element(1).isEqualTo("started");
    assertThat(events.get(0)).matches("Metrics are at http://127\\.0\\.0\\.1:[1-9]\\d*/metrics\\.");
  }

  @Test
  void portThatIsTaken_isToldBeforeTheServiceStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      MetricsOptions options = train("--metrics-port", Integer.toString(taken.getLocalPort()));

      // When, then
      try (Assembly assembly = assembly(options)) {
        assertThatThrownBy(assembly::start)
            .isInstanceOf(UserException.class)
            .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
            .hasMessageContaining("--metrics-port");
        assertThat(events).doesNotContain("started");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536"})
  void portThatIsNone_isRefused(String port) {
    try (Metrics metrics = new Metrics()) {
      assertThatThrownBy(
              () -> train("--metrics-port", port).part(metrics, events::add).starting().run())
          .isInstanceOf(UserException.class)
          .hasMessageContaining(port + " is not a port");
    }
  }

  @Test
  void environment_namesThePortForEveryCommandThatHasIt() {
    Map<String, String> environment = Map.of("THALWEG_METRICS_PORT", "9404");

    assertThat(CommandLines.value("--metrics-port", environment, "train")).isEqualTo(9404);
    assertThat(CommandLines.value("--metrics-port", environment, "produce")).isEqualTo(9404);
    assertThat(CommandLines.value("--metrics-port", environment, "monitor")).isEqualTo(9404);
  }
}
