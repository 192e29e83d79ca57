package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.OneNode;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.creation.TopicCreation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/**
 * A pipeline on a cluster that gives each user what {@code docs/security.md} says and no more, and
 * that would make topics by itself.
 */
@Order(3)
@ResourceLock(OneNode.LOCK)
@OnEachStack(containersByDefault = false)
class SecuredClusterIT {
  private static final Set<String> OF_SEVERAL_PARTITIONS =
      Set.of("secured.contributions", "secured.merges", "secured.merged-weights");

  private static final Map<String, String> SEGMENTS = Map.of("segment.bytes", "104857600");

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String PIPELINE = "secured";

  /** Another one, whose samples are made of records. */
  private static final String FED = "fed";

  private static final Map<String, String> OWN_TOPICS =
      Map.of(
          "readings", "{\"id\":\"r%d\",\"volt\":%<d}",
          "outcomes", "{\"reading\":\"r%d\",\"state\":\"UP\"}");

  private static final String MAPPING =
      """
      pipeline: fed
      source: {topic: readings, format: json}
      id: id
      features: [volt]
      target: {field: state, classes: [DOWN, UP]}
      labels: {topic: outcomes, id: reading, within: 1h, missing: orphans}
      """;

  @TempDir static Path folder;
  private static DocumentedRights rights;
  private static DocumentedRights rightsOfFed;
  private static SecuredBroker broker;

  @Parameter TestStack stack;
  @TempDir Path home;
  private String pipeline = PIPELINE;
  private String[] internalTopics = {};
  private int examples;
  private final List<ThalwegProcess> started = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    rights = DocumentedRights.read(PIPELINE);
    rightsOfFed = DocumentedRights.read(FED);
    broker =
        new SecuredBroker(
            folder,
            rights.users(),
            Map.of(
                "auto.create.topics.enable",
                "true",
                "create.topic.policy.class.name",
                ManagedPolicy.class.getName()));
    for (String user : rights.users()) {
      broker.allow(rights.of(user));
      broker.allow(rightsOfFed.of(user));
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void endServices() {
    started.forEach(ThalwegProcess::close);
  }

  @Test
  void listing_givesWhatTheTableSays() {
    rights.agree();
  }

  @Test
  void rightsOfTheDocument_areEnough_andARightThatIsMissingIsNamed() throws Exception {
    topicsAreMadeByTheCommandAlone();
    wholePipelineRuns();
    idleServicesEndWithoutARight();
    eachMissingRightIsNamedAtTheStart();
    recordsOfTheirOwnAreIngested();
  }

  private void topicsAreMadeByTheCommandAlone() throws Exception {
    for (String service : List.of("train", "score", "monitor")) {
      CommandOutcome refused = run(userOf(service), service(service));
      assertThat(refused.exitCode()).as(refused.describe()).isEqualTo(1);
      assertThat(refused.err())
          .containsAnyOf("Missing: topic secured.", "There is no topic secured.")
          .containsIgnoringCase("run \"thalweg topics create --pipeline secured\" first.");
    }
    assertThat(broker.admin().listTopics().names().get())
        .noneMatch(name -> name.contains("secured"));

    CommandOutcome most =
        run("operator", "topics", "create", "--config", "control:segment.bytes=2097152");
    assertThat(most.exitCode()).as(most.describe()).isEqualTo(1);
    assertThat(most.out()).contains("Created 14 of 15").contains("missing: run");
    assertThat(most.err())
        .contains("secured.control could not be made")
        .contains("'segment.bytes' with value '2097152' is not allowed")
        .contains("--config control:NAME=VALUE");

    CommandOutcome created =
        run("operator", "topics", "create", "--config", "segment.bytes=104857600");
    assertThat(created.exitCode()).as(created.describe()).isZero();
    assertThat(created.out()).contains("Created 1 of 15").doesNotContain("missing: run");
    assertThat(created.err())
        .contains("secured.control was made without")
        .contains("'unclean.leader.election.enable' with value 'false' is not allowed");

    CommandOutcome altered =
        run(
            "operator",
            "topics",
            "create",
            "--alter",
            "--config",
            "snapshots:segment.bytes=104857600");
    assertThat(altered.exitCode()).as(altered.describe()).isZero();
    assertThat(altered.out())
        .contains("Created 0 of 15")
        .contains("of its own {segment.bytes=is 104857600, made as 33554432}");
  }

  private void wholePipelineRuns() throws Exception {
    CommandOutcome refused = run("trainer", service("train"));
    assertThat(refused.exitCode()).as(refused.describe()).isEqualTo(1);
    assertThat(refused.err())
        .contains("is not allowed")
        .contains("topic.NAME=VALUE in --command-config");

    internalTopics =
        new String[] {"topic.segment.bytes=104857600", "topic.min.cleanable.dirty.ratio="};
    List<ThalwegProcess> services =
        List.of(
            start("trainer", service("train", "--snapshot-every", "320")),
            start("scorer", service("score", "--guarantee", "exactly-once")),
            start("monitor", service("monitor", "--on-drift", "restart", "--window", "1")));
    succeed("producer", "produce", "--source", "digits", "--samples", "1000", "--rate", "max");
    for (ThalwegProcess service : services) {
      awaitReady(service);
    }
    produceExamples();
    assertThat(watch("predictions", 100)).hasLineCount(100);
    assertThat(watch("accuracy", 1)).isNotEmpty();
    succeed("operator", "snapshots", "list");
    succeed("operator", "snapshots", "pin", "--version", "960");
    succeed("operator", "snapshots", "follow");
    succeed("operator", "restart-learning");
    succeed("auditor", "verify");
    succeed("auditor", "replay", "--learning-rate", "0.002");
    for (ThalwegProcess service : services) {
      assertThat(service.err())
          .as("what the topic has and may have")
          .doesNotContain("does not give this user")
          .doesNotContain("needs otherwise");
    }

    // When: what they write is taken from them
    AclBinding training = right("trainer", AclOperation.WRITE, "secured.training");
    AclBinding predictions = right("scorer", AclOperation.WRITE, "secured.predictions");
    AclBinding accuracy = right("monitor", AclOperation.WRITE, "secured.accuracy");
    broker.forbid(accuracy);
    produceExamples();
    ends(services.get(2), "Write on topic secured.accuracy");
    broker.forbid(predictions);
    produceExamples();
    ends(services.get(1), "Write on topic secured.predictions");
    broker.forbid(training);
    succeed("producer", "produce", "--source", "digits", "--samples", "1000", "--rate", "max");
    ends(services.get(0), "Write on topic secured.training");
    broker.allow(List.of(training, predictions, accuracy));
    AclBinding samples = right("producer", AclOperation.WRITE, "secured.samples");
    ThalwegProcess producer =
        start("producer", "produce", "--source", "digits", "--samples", "1000000", "--rate", "50");
    Awaitility.await("samples").atMost(LONG).until(() -> producer.err().contains(" sent, "));
    broker.forbid(samples);
    ends(producer, "Write on topic secured.samples");
    broker.allow(List.of(samples));
  }

  /** Rights that none of them would use before something is wrong. */
  private void idleServicesEndWithoutARight() throws Exception {
    Map<String, AclBinding> rare =
        Map.of(
            "train", right("trainer", AclOperation.WRITE, "secured.alarms"),
            "score", right("scorer", AclOperation.WRITE, "secured.dead-letters"),
            "monitor", right("monitor", AclOperation.WRITE, "secured.dead-letters"));
    Map<String, ThalwegProcess> services = new HashMap<>();
    for (String service : rare.keySet()) {
      String[] options =
          service.equals("train") ? new String[] {"--snapshot-every", "320"} : new String[] {};
      services.put(service, start(userOf(service), service(service, options)));
    }
    for (ThalwegProcess service : services.values()) {
      awaitReady(service);
    }
    for (AclBinding right : rare.values()) {
      broker.forbid(right);
    }
    for (String service : rare.keySet()) {
      ends(services.get(service), "Write on topic " + rare.get(service).pattern().name());
    }
    broker.allow(rare.values());
  }

  /** A hundred that were not there before. */
  private void produceExamples() throws Exception {
    examples += 100;
    succeed(
        "producer",
        "produce",
        "--to",
        "examples",
        "--source",
        "digits",
        "--samples",
        Integer.toString(examples),
        "--resume");
  }

  private static void awaitReady(ThalwegProcess service) {
    Awaitility.await("readiness")
        .atMost(LONG)
        .failFast(() -> assertThat(service.isAlive()).as(service.describe()).isTrue())
        .until(() -> service.err().contains("is ready"));
  }

  private static void ends(ThalwegProcess service, String missing) {
    assertThat(service.awaitExit(LONG)).as(service.describe()).isEqualTo(1);
    assertThat(service.err())
        .contains("does not give this user the right " + missing)
        .contains("add an ACL for it")
        .doesNotContain(" ERROR ")
        .doesNotContain("\tat ");
  }

  private void eachMissingRightIsNamedAtTheStart() throws Exception {
    for (String service : List.of("train", "score", "monitor")) {
      String user = userOf(service);
      String[] options =
          service.equals("monitor")
              ? new String[] {"--on-drift", "restart", "--no-http"}
              : new String[] {};
      for (AclBinding right : rights.of(user)) {
        if (!isOfThePage(service, right)) {
          refusedWithout(right, user, service(service, options));
        }
      }
    }
  }

  private void recordsOfTheirOwnAreIngested() throws Exception {
    pipeline = FED;
    succeed("operator", "topics", "create", "--config", "segment.bytes=104857600");
    for (String topic : OWN_TOPICS.keySet()) {
      NewTopic made = new NewTopic(topic, 2, (short) 1);
      broker.admin().createTopics(List.of(made.configs(SEGMENTS))).all().get();
    }
    new TopicCreation(broker.admin(), new Pipeline(FED))
        .awaitWritable(List.copyOf(OWN_TOPICS.keySet()));
    broker.send(OWN_TOPICS, 20);
    Path mapping = Files.writeString(home.resolve("fed.yaml"), MAPPING, UTF_8);
    succeed("ingest", "mapping", "check", "--mapping", mapping.toString());
    String[] command = service("ingest", "--scored", "--mapping", mapping.toString());
    ThalwegProcess ingest = start("ingest", command);
    assertThat(watch("samples", 20)).hasLineCount(20);
    assertThat(watch("labels", 20)).hasLineCount(20);
    ingest.interrupt();
    assertThat(ingest.awaitExit(LONG)).as(ingest.describe()).isEqualTo(130);
    AclBinding samples =
        rightsOfFed.of("ingest").stream()
            .filter(right -> right.entry().operation() == AclOperation.WRITE)
            .filter(right -> right.pattern().name().equals("fed.samples"))
            .findFirst()
            .orElseThrow();
    ThalwegProcess again = start("ingest", command);
    awaitReady(again);
    broker.forbid(samples);
    broker.send(
        Map.of(
            "readings", "{\"id\":\"s%d\",\"volt\":%<d}",
            "outcomes", "{\"reading\":\"s%d\",\"state\":\"UP\"}"),
        20);
    ends(again, "Write on topic fed.samples");
    broker.allow(List.of(samples));
    for (AclBinding right : rightsOfFed.of("ingest")) {
      refusedWithout(right, "ingest", command);
    }
  }

  private void refusedWithout(AclBinding right, String user, String... command) throws Exception {
    String missing = missing(right);
    if (missing.isEmpty()) {
      return;
    }
    broker.forbid(right);
    CommandOutcome refused = run(user, command);
    broker.allow(List.of(right));
    assertThat(refused.exitCode()).as(right + "\n" + refused.describe()).isEqualTo(1);
    assertThat(refused.err()).contains("does not give this user the right " + missing);
  }

  /** The page shows what it may read, and says of a drawing that it could not be sent. */
  private static boolean isOfThePage(String service, AclBinding right) {
    String name = right.pattern().name();
    AclOperation operation = right.entry().operation();
    return service.equals("monitor")
        && (Set.of("secured.examples", "secured.snapshots").contains(name)
            || (name.equals("secured.samples") && operation == AclOperation.READ)
            || (name.equals("secured.labels") && operation == AclOperation.WRITE));
  }

  /** Empty where the service can do without, or can until it comes to that. */
  private static String missing(AclBinding right) {
    String name = right.pattern().name();
    if (OF_SEVERAL_PARTITIONS.contains(name)) {
      return "";
    }
    boolean prefixed = name.endsWith("-");
    AclOperation operation = right.entry().operation();
    if (right.pattern().resourceType() == ResourceType.GROUP) {
      return "Read on group " + name;
    }
    if (right.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID) {
      return name.equals("secured-scorer-") ? "" : "Write on its transactional id";
    }
    return switch (operation) {
      case READ -> "Read on topic " + name;
      case WRITE -> prefixed ? "" : "Write on topic " + name;
      default -> "";
    };
  }

  private static AclBinding right(String user, AclOperation operation, String resource) {
    return rights.of(user).stream()
        .filter(right -> right.entry().operation() == operation)
        .filter(right -> right.pattern().name().equals(resource))
        .collect(Collectors.toList())
        .get(0);
  }

  private static String userOf(String service) {
    return switch (service) {
      case "train" -> "trainer";
      case "score" -> "scorer";
      default -> service;
    };
  }

  private String[] service(String name, String... options) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(List.of(options));
    all.addAll(List.of("--instance", "one", "--state-dir", home.resolve(name).toString()));
    return all.toArray(String[]::new);
  }

  private String watch(String topic, int messages) throws Exception {
    ThalwegProcess watch =
        start(
            "watcher",
            "watch",
            topic,
            "--json",
            "--from-beginning",
            "--max-messages",
            Integer.toString(messages));
    assertThat(watch.awaitExit(LONG)).as(watch.describe()).isZero();
    return watch.out();
  }

  private void succeed(String user, String... args) throws Exception {
    CommandOutcome outcome = run(user, args);
    assertThat(outcome.exitCode()).as(outcome.describe()).isZero();
  }

  private CommandOutcome run(String user, String... args) throws Exception {
    String[] all = with(user, args);
    return assertTimeoutPreemptively(
        LONG,
        () -> CommandOutcome.of(all),
        () -> "thalweg %s goes on".formatted(String.join(" ", all)));
  }

  private ThalwegProcess start(String user, String... args) throws Exception {
    ThalwegProcess process = ThalwegProcess.start(home, with(user, args));
    started.add(process);
    return process;
  }

  private String[] with(String user, String... args) throws Exception {
    List<String> lines = new ArrayList<>(List.of(internalTopics));
    lines.add("thalweg.pipeline=" + pipeline);
    lines.add("thalweg.wait-for-cluster=1m"); // of a busy machine
    lines.add("schema.registry.url=" + stack.connection().schemaRegistry());
    Path file = broker.file(user, lines.toArray(String[]::new));
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--command-config", file.toString()));
    return all.toArray(String[]::new);
  }
}
