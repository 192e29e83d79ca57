package dev.thalweg.cli.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The configuration of a broker that is alone, on loopback, and has one user. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** What Kafka leaves in its directory when it ends in order. */
  static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  /** 8 MB and room for the headers of a batch: the largest record of any topic. */
  private static final String MESSAGE_BYTES_MAX = Integer.toString(8 * 1024 * 1024 + 64 * 1024);

  private final Properties properties = new Properties();

  private BrokerSettings() {}

  /**
   * Broker and controller in one, listening on the two ports, with its data in {@code directory}.
   * The quorum is static, which lets both ports change from one start to the next.
   */
  static Properties of(Path directory, int port, int controllerPort) {
    BrokerSettings settings = new BrokerSettings();
    settings.set("log.dirs", directory);
    settings.listeners(port, controllerPort);
    settings.onlyNode(directory);
    settings.groupsAndTransactions();
    settings.logs();
    return settings.properties;
  }

  private void listeners(int port, int controllerPort) {
    String broker = "PLAINTEXT://" + Ports.HOST + ":" + port;
    String controller = CONTROLLER_LISTENER + "://" + Ports.HOST + ":" + controllerPort;
    set("process.roles", "broker,controller");
    set("node.id", NODE_ID);
    set("controller.quorum.voters", NODE_ID + "@" + Ports.HOST + ":" + controllerPort);
    set("listeners", broker + "," + controller);
    set("advertised.listeners", broker);
    set(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    set("controller.listener.names", CONTROLLER_LISTENER);
    set("inter.broker.listener.name", "PLAINTEXT");
    set("num.network.threads", 1);
    set("num.io.threads", 2);
  }

  private void onlyNode(Path directory) {
    set("auto.create.topics.enable", false);
    set("default.replication.factor", 1);
    set("min.insync.replicas", 1);
    set("offsets.topic.replication.factor", 1);
    set("transaction.state.log.replication.factor", 1);
    set("transaction.state.log.min.isr", 1);
    set("share.coordinator.state.topic.replication.factor", 1);
    set("share.coordinator.state.topic.min.isr", 1);
    // Whom nobody can stand in for should not be fenced because the machine is busy. But where a
    // broker was killed, a start has to wait until its registration expires.
    set("broker.session.timeout.ms", wasKilled(directory) ? 2_000 : 60_000);
    set("broker.heartbeat.interval.ms", 500);
    // On: without it the registration stays after a clean stop too, and the next start waits 14 s.
    set("controlled.shutdown.enable", true);
  }

  private static boolean wasKilled(Path directory) {
    return Files.exists(directory.resolve("__cluster_metadata-0"))
        && !Files.exists(directory.resolve(CLEAN_SHUTDOWN));
  }

  private void groupsAndTransactions() {
    set("offsets.topic.num.partitions", 1);
    set("transaction.state.log.num.partitions", 4);
    set("share.coordinator.state.topic.num.partitions", 1);
    // A start reads these logs from the beginning, and only closed segments are compacted.
    set("offsets.topic.segment.bytes", 16 * 1024 * 1024);
    set("transaction.state.log.segment.bytes", 16 * 1024 * 1024);
    // All members are started at once by one command, so there is nobody to wait for.
    set("group.initial.rebalance.delay.ms", 0);
    set("group.streams.initial.rebalance.delay.ms", 0);
    set("group.min.session.timeout.ms", 1_000);
    for (String protocol : new String[] {"consumer", "streams"}) {
      set("group." + protocol + ".heartbeat.interval.ms", 1_000);
      set("group." + protocol + ".min.heartbeat.interval.ms", 500);
      set("group." + protocol + ".session.timeout.ms", 6_000);
      set("group." + protocol + ".min.session.timeout.ms", 1_000);
    }
    // A transaction that begins while the one before is being closed, which takes milliseconds,
    // is asked for again after so long; 20 ms otherwise, by which every prediction would be later.
    set("add.partitions.to.txn.retry.backoff.ms", 2);
    // The scan for the transactions of dead producers; 10 s otherwise, for which readers wait.
    set("transaction.abort.timed.out.transaction.cleanup.interval.ms", 500);
  }

  private void logs() {
    set("message.max.bytes", MESSAGE_BYTES_MAX);
    set("replica.fetch.max.bytes", MESSAGE_BYTES_MAX);
    // Few keys to compact, so 128 MB of buffer would be wasted; a lag of 30 s wants quick rounds.
    set("log.cleaner.dedupe.buffer.size", 4 * 1024 * 1024);
    set("log.cleaner.backoff.ms", 5_000);
    set("log.retention.check.interval.ms", 60_000);
  }

  private void set(String name, Object value) {
    properties.setProperty(name, value.toString());
  }
}
