package dev.thalweg.integration.faults;

import dev.thalweg.integration.stack.FreePort;
import dev.thalweg.integration.stack.OneNode;
import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A broker and a registry behind a network each. The broker runs in this virtual machine, and has a
 * second address, without a network, for the test itself. The registry is another stack's.
 */
final class ProxiedCluster implements AutoCloseable {
  private final NetworkProxy brokers;
  private final NetworkProxy registries;
  private final Connection direct;
  private final Connection proxied;
  private final OneNode node;

  /**
   * Starts it.
   *
   * @param registry the address of one that runs on loopback
   */
  ProxiedCluster(Path folder, String registry) throws Exception {
    int port = FreePort.find();
    int hidden = FreePort.find();
    brokers = new NetworkProxy(hidden);
    URI address = URI.create(registry);
    registries = new NetworkProxy(address.getPort());
    direct = new Connection("127.0.0.1:" + port, registry, Map.of(), true);
    proxied =
        new Connection(
            "127.0.0.1:" + brokers.port(),
            "http://127.0.0.1:" + registries.port() + address.getPath(),
            Map.of(),
            true);
    String host = "127.0.0.1:";
    node =
        new OneNode(
            Files.createDirectory(folder.resolve("proxied-broker")),
            "DIRECT://%s%d,PROXIED://%s%d".formatted(host, port, host, hidden),
            "DIRECT://%s%d,PROXIED://%s%d".formatted(host, port, host, brokers.port()),
            Map.of("DIRECT", "PLAINTEXT", "PROXIED", "PLAINTEXT"),
            List.of(),
            Map.of("inter.broker.listener.name", "DIRECT"));
  }

  /** How the services reach it. */
  Connection proxied() {
    return proxied;
  }

  /** How the test reaches it, whatever the network does. */
  Connection direct() {
    return direct;
  }

  /** Before the broker, and before the registry. */
  List<NetworkProxy> networks() {
    return List.of(brokers, registries);
  }

  @Override
  public void close() throws IOException {
    node.close();
    brokers.close();
    registries.close();
  }
}
