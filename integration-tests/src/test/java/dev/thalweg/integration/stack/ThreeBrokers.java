package dev.thalweg.integration.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.creation.TopicCreation;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/**
 * Three brokers that are controllers too, each a process, as a cluster of somebody's own has them:
 * three replicas of everything, of which two have to have what counts as written. The registry is
 * another stack's.
 */
public final class ThreeBrokers implements TestStack, AutoCloseable {
  private static final int NODES = 3;
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final String CONTROLLER = "CONTROLLER";

  private final Path home;
  private final String cluster = Uuid.randomUuid().toString();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> controllerPorts = new ArrayList<>();
  private final List<Process> nodes = new ArrayList<>();
  private final Connection connection;
  private final Admin admin;

  /** Starts them, and waits until all are there. */
  public ThreeBrokers(TestStack registry) {
    home = TemporaryHome.create();
    for (int i = 0; i < NODES; i++) {
      ports.add(FreePort.find());
      controllerPorts.add(FreePort.find());
    }
    String bootstrap =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    connection = new Connection(bootstrap, registry.connection().schemaRegistry(), Map.of(), true);
    try {
      for (int i = 0; i < NODES; i++) {
        nodes.add(start(i));
      }
      for (int i = 0; i < NODES; i++) {
        awaitReady(i);
      }
    } catch (IOException | RuntimeException | Error e) {
      nodes.forEach(Process::destroyForcibly);
      throw new AssertionError("The brokers did not start.", e);
    }
    admin = connection.openAdmin();
  }

  private Process start(int node) throws IOException {
    Path file = home.resolve("node-" + node + ".properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      settings(node).store(out, null);
    }
    Files.writeString(out(node), "");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            ClusterNode.class.getName(),
            file.toString(),
            cluster)
        .redirectOutput(out(node).toFile())
        .redirectError(home.resolve("node-" + node + ".err").toFile())
        .start();
  }

  private Path out(int node) {
    return home.resolve("node-" + node + ".out");
  }

  private Properties settings(int node) {
    String broker = "PLAINTEXT://127.0.0.1:" + ports.get(node);
    List<String> voters = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      voters.add(i + "@127.0.0.1:" + controllerPorts.get(i));
    }
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "log.dirs",
            home.resolve("node-" + node).toString(),
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(node),
            "controller.quorum.voters",
            String.join(",", voters),
            "controller.listener.names",
            CONTROLLER,
            "listeners",
            broker + "," + CONTROLLER + "://127.0.0.1:" + controllerPorts.get(node),
            "advertised.listeners",
            broker,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"));
    settings.putAll(
        Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "offsets.topic.replication.factor", "3",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "3",
            "transaction.state.log.min.isr", "2",
            "transaction.state.log.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "0"));
    settings.putAll(
        Map.of(
            "auto.create.topics.enable", "false",
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500",
            "num.network.threads", "1",
            "num.io.threads", "2",
            "message.max.bytes", Integer.toString((8 << 20) + (64 << 10)),
            "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)));
    return settings;
  }

  private void awaitReady(int node) {
    Awaitility.await("node " + node)
        .atMost(LONG)
        .failFast("node %d ended".formatted(node), () -> !nodes.get(node).isAlive())
        .until(() -> Files.readString(out(node)).contains(ClusterNode.READY));
  }

  /** kill -9 for the broker that leads a partition; returns which it was. */
  public int killLeader(TopicPartition partition) {
    int leader = partition(partition).leader().id();
    kill(nodes.get(leader));
    return leader;
  }

  private static void kill(Process node) {
    node.destroyForcibly();
    try {
      assertThat(node.waitFor()).isNotZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts a broker that was killed, and waits until it has all that the others have. */
  public void startAgain(int node, TopicPartition... partitions) throws IOException {
    nodes.set(node, start(node));
    awaitReady(node);
    for (TopicPartition partition : partitions) {
      Awaitility.await(partition + " to have all replicas")
          .atMost(LONG)
          .until(() -> partition(partition).isr().size() == NODES);
    }
  }

  private TopicPartitionInfo partition(TopicPartition partition) {
    try {
      Map<String, TopicDescription> described =
          admin.describeTopics(List.of(partition.topic())).allTopicNames().get();
      return described.get(partition.topic()).partitions().get(partition.partition());
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void createTopics(Pipeline pipeline, int partitions) {
    try (SchemaRegistry registry = connection.openRegistry()) {
      new TopicCreation(admin, pipeline).create(partitions, (short) NODES);
      for (PipelineTopic topic : PipelineTopic.values()) {
        topic.schema().ifPresent(schema -> registry.register(pipeline.topic(topic), schema));
      }
    }
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public void goAway() {
    throw notAll();
  }

  @Override
  public void comeBack() {
    throw notAll();
  }

  @Override
  public void killBrokerAndRestart() {
    throw notAll();
  }

  @Override
  public void freezeBroker() {
    throw notAll();
  }

  @Override
  public void thawBroker() {
    throw notAll();
  }

  @Override
  public void freezeRegistry() {
    throw notAll();
  }

  @Override
  public void thawRegistry() {
    throw notAll();
  }

  private static UnsupportedOperationException notAll() {
    return new UnsupportedOperationException("One of three brokers is killed here, and no other.");
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    nodes.forEach(ThreeBrokers::kill);
    TemporaryHome.remove(home);
  }

  @Override
  public String toString() {
    return "three brokers";
  }
}
