package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.integration.stack.FreePort;
import dev.thalweg.integration.stack.OneNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.awaitility.Awaitility;

/**
 * A broker as a secured cluster has it: TLS, a login by SCRAM for everybody, the broker itself too,
 * and nothing allowed without an ACL. It runs in this virtual machine.
 */
final class SecuredBroker implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final String PASSWORD = "hush-scram-";
  private static final String STORE_PASSWORD = "hush-store-4715";

  private final Path folder;
  private final Path store;
  private final String address;
  private final OneNode node;
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
    this.address = "localhost:" + FreePort.find();
    String listener = "SASL_SSL://" + address;
    node =
        new OneNode(
            data,
            listener,
            listener,
            Map.of("SASL_SSL", "SASL_SSL"),
            scram(users),
            settings(others));
    Map<String, Object> login = new HashMap<>(login(ADMIN));
    login.put("bootstrap.servers", address);
    admin = Admin.create(login);
  }

  private static List<String> scram(Collection<String> users) {
    List<String> scram = new ArrayList<>();
    List<String> all = new ArrayList<>(users);
    all.add(ADMIN);
    for (String user : all) {
      scram.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, PASSWORD + user));
    }
    return scram;
  }

  private Map<String, String> settings(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("inter.broker.listener.name", "SASL_SSL");
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

  /**
   * Writes records without a key, as one who may do everything.
   *
   * @param topics to each the format of its values, which takes the record's number
   */
  void send(Map<String, String> topics, int records) {
    Map<String, Object> login = new HashMap<>(login(ADMIN));
    login.put("bootstrap.servers", address);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(login, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Map.Entry<String, String> topic : topics.entrySet()) {
        for (int i = 0; i < records; i++) {
          byte[] value = String.format(Locale.ROOT, topic.getValue(), i).getBytes(UTF_8);
          Future<RecordMetadata> unused =
              producer.send(new ProducerRecord<>(topic.getKey(), value));
        }
      }
      producer.flush();
    }
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
    node.close();
  }
}
