package dev.thalweg.integration.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker of a single node in this virtual machine, for listeners of one's own. */
public final class OneNode implements AutoCloseable {
  /** Of classes that start one: Kafka's brokers share some state of a virtual machine. */
  public static final String LOCK = "a broker in this virtual machine";

  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;

  /**
   * Starts it.
   *
   * @param data an empty folder
   * @param listeners as Kafka writes them, without that of the controller
   * @param advertised the same, as clients are told
   * @param protocols of the listeners, by name
   * @param scram passwords to begin with, as Kafka's formatter takes them
   * @param others settings over the usual ones
   */
  public OneNode(
      Path data,
      String listeners,
      String advertised,
      Map<String, String> protocols,
      List<String> scram,
      Map<String, String> others)
      throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .setDirectories(List.of(data.toString()))
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName(CONTROLLER)
        .setScramArguments(scram)
        .run();
    String controller = "localhost:" + FreePort.find();
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
            NODE_ID + "@" + controller,
            "controller.listener.names",
            CONTROLLER,
            "listeners",
            listeners + "," + CONTROLLER + "://" + controller,
            "advertised.listeners",
            advertised,
            "listener.security.protocol.map",
            map(protocols)));
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
    settings.putAll(others);
    server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private static String map(Map<String, String> protocols) {
    StringBuilder map = new StringBuilder(CONTROLLER + ":PLAINTEXT");
    protocols.forEach(
        (name, protocol) -> map.append(',').append(name).append(':').append(protocol));
    return map.toString();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
