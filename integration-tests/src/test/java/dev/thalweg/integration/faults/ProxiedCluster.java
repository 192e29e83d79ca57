package dev.thalweg.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker and a registry behind a network each. The broker runs in this virtual machine, and has a
 * second address, without a network, for the test itself. The registry is another stack's.
 */
final class ProxiedCluster implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final NetworkProxy brokers;
  private final NetworkProxy registries;
  private final Connection direct;
  private final Connection proxied;
  private final KafkaRaftServer server;

  /**
   * Starts it.
   *
   * @param registry the address of one that runs on loopback
   */
  ProxiedCluster(Path folder, String registry) throws Exception {
    int port = freePort();
    int hidden = freePort();
    int controller = freePort();
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
    Path data = Files.createDirectory(folder.resolve("proxied-broker"));
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .setDirectories(List.of(data.toString()))
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName("CONTROLLER")
        .run();
    server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(settings(data, port, hidden, controller), false), Time.SYSTEM);
    server.startup();
  }

  private Properties settings(Path data, int port, int hidden, int controller) {
    String host = "127.0.0.1:";
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "log.dirs",
            data.toString(),
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            "controller.quorum.voters",
            NODE_ID + "@" + host + controller,
            "listeners",
            "DIRECT://%s%d,PROXIED://%s%d,CONTROLLER://%s%d"
                .formatted(host, port, host, hidden, host, controller),
            "advertised.listeners",
            "DIRECT://%s%d,PROXIED://%s%d".formatted(host, port, host, brokers.port()),
            "listener.security.protocol.map",
            "DIRECT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names",
            "CONTROLLER",
            "inter.broker.listener.name",
            "DIRECT"));
    settings.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "0",
            "message.max.bytes", Integer.toString((8 << 20) + (64 << 10)),
            "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)));
    return settings;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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
    server.shutdown();
    server.awaitShutdown();
    brokers.close();
    registries.close();
  }
}
