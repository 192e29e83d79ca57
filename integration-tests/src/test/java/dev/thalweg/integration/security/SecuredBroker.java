package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.awaitility.Awaitility;

/**
 * A broker as a secured cluster has it: TLS, a login by SCRAM for everybody, the broker itself too,
 * and nothing allowed without an ACL. It runs in this virtual machine.
 */
final class SecuredBroker implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final String PASSWORD = "hush-scram-";
  private static final String STORE_PASSWORD = "hush-store-4715";
  private static final int NODE_ID = 1;

  private final Path folder;
  private final Path store;
  private final String address;
  private final KafkaRaftServer server;
  private final Admin admin;

  /**
   * Starts it.
   *
   * @param users whose password is known to {@link #file}
   * @param others settings of the broker over the usual ones
   */
  SecuredBroker(Path folder, Collection<String> users, Map<String, String> others)
      throws Exception {
    this.folder = folder;
    this.store = SelfSignedStore.in(folder, STORE_PASSWORD);
    Path data = Files.createDirectory(folder.resolve("broker"));
    int port = freePort();
    int controllerPort = freePort();
    this.address = "localhost:" + port;
    format(data, users);
    server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(settings(data, controllerPort, others), false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    Map<String, Object> login = new HashMap<>(login(ADMIN));
    login.put("bootstrap.servers", address);
    admin = Admin.create(login);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void format(Path data, Collection<String> users) throws Exception {
    List<String> scram = new ArrayList<>();
    List<String> all = new ArrayList<>(users);
    all.add(ADMIN);
    for (String user : all) {
      scram.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, PASSWORD + user));
    }
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .setDirectories(List.of(data.toString()))
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName("CONTROLLER")
        .setScramArguments(scram)
        .run();
  }

  private Properties settings(Path data, int controllerPort, Map<String, String> others) {
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
            NODE_ID + "@localhost:" + controllerPort,
            "listeners",
            "SASL_SSL://%s,CONTROLLER://localhost:%d".formatted(address, controllerPort),
            "advertised.listeners",
            "SASL_SSL://" + address,
            "listener.security.protocol.map",
            "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "controller.listener.names",
            "CONTROLLER",
            "inter.broker.listener.name",
            "SASL_SSL"));
    settings.putAll(
        Map.of(
            "sasl.enabled.mechanisms",
            "SCRAM-SHA-512",
            "sasl.mechanism.inter.broker.protocol",
            "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
            jaas(ADMIN),
            "ssl.keystore.location",
            store.toString(),
            "ssl.keystore.password",
            STORE_PASSWORD,
            "ssl.keystore.type",
            "PKCS12",
            "ssl.truststore.location",
            store.toString(),
            "ssl.truststore.password",
            STORE_PASSWORD,
            "ssl.truststore.type",
            "PKCS12"));
    // Nobody but the broker itself is on the controller's port.
    settings.putAll(
        Map.of(
            "authorizer.class.name",
            StandardAuthorizer.class.getName(),
            "super.users",
            "User:ANONYMOUS;User:" + ADMIN));
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
    return settings;
  }

  private Map<String, String> login(String user) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "SCRAM-SHA-512",
        "sasl.jaas.config",
        jaas(user),
        "ssl.truststore.location",
        store.toString(),
        "ssl.truststore.password",
        STORE_PASSWORD,
        "ssl.truststore.type",
        "PKCS12");
  }

  private static String jaas(String user) {
    return ("org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\""
            + " password=\"%s\";")
        .formatted(user, PASSWORD + user);
  }

  /** What a user gives as {@code --command-config}, with more lines of properties. */
  Path file(String user, String... more) throws IOException {
    StringBuilder text = new StringBuilder("bootstrap.servers=" + address + "\n");
    login(user).forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    for (String line : more) {
      text.append(line).append('\n');
    }
    return Files.writeString(Files.createTempFile(folder, user, ".properties"), text, UTF_8);
  }

  /** Who may do everything. */
  Admin admin() {
    return admin;
  }

  void allow(Collection<AclBinding> rights) throws Exception {
    admin.createAcls(rights).all().get();
    for (AclBinding right : rights) {
      awaitRight(right, true);
    }
  }

  void forbid(AclBinding right) throws Exception {
    admin.deleteAcls(List.of(right.toFilter())).all().get();
    awaitRight(right, false);
  }

  /** The broker hears of it a moment after the controller. */
  private void awaitRight(AclBinding right, boolean given) {
    Awaitility.await("an ACL")
        .atMost(Duration.ofMinutes(1))
        .until(() -> admin.describeAcls(right.toFilter()).values().get().isEmpty() != given);
  }

  @Override
  public void close() {
    admin.close();
    server.shutdown();
    server.awaitShutdown();
  }
}
