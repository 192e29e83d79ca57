package dev.thalweg.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.guarantee.Audit;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * All services under a steady load, through one outage after the other: of broker and registry at
 * the start, of both under way, of the registry alone, of a broker that keeps silent.
 */
@OnEachStack(containersByDefault = false, alone = true)
class OutageIT {
  private static final Pipeline PIPELINE = new Pipeline("outage");

  /** Scored by the model of the other one, exactly once. */
  private static final Pipeline ONCE = new Pipeline("outage-once");

  private static final Pattern SENT =
      Pattern.compile("Stopped after ([0-9,]+) of .*, all acknowledged");

  private static final String WAITS = "Waiting up to 4m for the broker at ";
  private static final String WAITS_FOR_REGISTRY = "Waiting up to 4m for the schema registry at ";
  private static final String GOES_ON = " answers again, and work goes on.";

  @Parameter TestStack stack;

  private CommandLineCluster cluster;
  private CommandLineCluster once;
  private Path config;
  private final List<ThalwegProcess> services = new ArrayList<>();

  @BeforeEach
  void createTopics() throws IOException {
    cluster = new CommandLineCluster(stack, PIPELINE.name());
    once = new CommandLineCluster(stack, ONCE.name());
    // Shorter than the outages, which so end what is open.
    config = Files.createTempFile(stack.home(), "outage", ".properties");
    Files.writeString(
        config, "transaction.timeout.ms=4000\nschema.registry.http.read.timeout.ms=1000\n");
  }

  @AfterEach
  void close() {
    once.close();
    cluster.close();
  }

  @Test
  void servicesUnderLoad_outliveEveryOutage_andNothingIsLostOrTwice() throws Exception {
    // Given: a start without a cluster
    stack.goAway();
    ThalwegProcess trainer = start(cluster, "train", "--hidden", "32", "--snapshot-every", "512");
    start(cluster, "score");
    start(once, "score", "--guarantee", "exactly-once", "--model", PIPELINE.name());
    start(cluster, "monitor", "--window", "1", "--http-port", "0");
    ThalwegProcess samples = produce(cluster, "samples", 100);
    ThalwegProcess examples = produce(cluster, "examples", 40);
    ThalwegProcess others = produce(once, "examples", 40);
    awaitEach(service -> service.err().contains(WAITS));
    assertThat(services).noneMatch(service -> service.err().contains("is ready"));
    stack.comeBack();
    List<ThalwegProcess> lasting = services.subList(0, 4);
    await(lasting, service -> service.err().contains("is ready"));
    ThalwegProcess impatient =
        once.startService("monitor", "--no-http", "--wait-for-cluster", "2s");
    awaitProgress();

    // When: both are gone for longer than one of them waits
    stack.goAway();
    awaitEach(service -> count(service, WAITS) == 2);
    assertThat(impatient.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
    stack.comeBack();
    awaitEach(service -> count(service, GOES_ON) >= 2);
    awaitProgress();

    // When: the registry alone, which those that work don't need
    stack.freezeRegistry();
    ThalwegProcess second = cluster.start(with("train", "--instance", "two", "--hidden", "32"));
    awaitProgress();
    await(List.of(second), service -> service.err().contains(WAITS_FOR_REGISTRY));
    stack.thawRegistry();
    await(List.of(second), service -> service.err().contains("is ready"));
    second.terminate();
    second.awaitExit(CommandLineCluster.LONG);

    // When: a broker that keeps silent
    stack.freezeBroker();
    awaitEach(service -> count(service, WAITS) == 3);
    stack.thawBroker();
    awaitEach(service -> count(service, GOES_ON) >= 3);
    awaitProgress();

    // When: one that is killed
    stack.killBrokerAndRestart();
    awaitProgress();

    // Then
    assertThat(impatient.err().lines().filter(line -> line.startsWith("thalweg: ")))
        .as(impatient.describe())
        .singleElement()
        .asString()
        .contains("No Kafka broker answers at ")
        .contains("it was waited for, 2s long (--wait-for-cluster)");
    assertEverySampleIsLearnedOnce(trainer, sent(samples));
    assertEveryExampleIsScoredAndCounted(sent(examples), sent(others));
    for (ThalwegProcess service : services) {
      assertThat(service.err())
          .as(service.describe())
          .doesNotContain("\tat ")
          .doesNotContain("ERROR dev.thalweg");
    }
  }

  /** Stops it; how many it says that the topic has. */
  private static int sent(ThalwegProcess producer) {
    producer.terminate();
    producer.awaitExit(CommandLineCluster.LONG);
    Matcher said = SENT.matcher(producer.out());
    assertThat(said.find()).as(producer.describe()).isTrue();
    return Integer.parseInt(said.group(1).replace(",", ""));
  }

  private void assertEverySampleIsLearnedOnce(ThalwegProcess trainer, int samples) {
    assertThat(keys(PIPELINE, PipelineTopic.SAMPLES)).hasSize(samples).doesNotHaveDuplicates();
    Awaitility.await("everything to be learned")
        .atMost(CommandLineCluster.LONG)
        .until(() -> committed() == samples);
    trainer.terminate();
    trainer.awaitExit(CommandLineCluster.LONG);
    // A full audit folds the whole log once more.
    AuditReport report = new Audit(stack.connection(), PIPELINE).run();
    assertThat(report.findings())
        .allSatisfy(
            finding -> assertThat(finding.violations()).as("%s", finding.guarantee()).isEmpty());
    assertThat(report.records()).isEqualTo(samples);
    assertThat(report.liveStateSha256()).isEqualTo(report.undisturbedStateSha256());
    CommandOutcome verified = cluster.run("verify");
    assertThat(verified.out()).as(verified.describe()).startsWith("SAME: ");
  }

  private long committed() throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(PIPELINE.topic(PipelineTopic.SAMPLES), 0);
    try (Admin admin = stack.connection().openAdmin()) {
      return admin
          .listConsumerGroupOffsets(Trainer.group(PIPELINE))
          .partitionsToOffsetAndMetadata()
          .get()
          .get(partition)
          .offset();
    }
  }

  private void assertEveryExampleIsScoredAndCounted(int examples, int others) {
    List<String> all = keys(PIPELINE, PipelineTopic.EXAMPLES);
    assertThat(all).hasSize(examples).doesNotHaveDuplicates();
    assertThat(keys(PIPELINE, PipelineTopic.LABELS)).containsExactlyInAnyOrderElementsOf(all);
    Awaitility.await("predictions")
        .atMost(CommandLineCluster.LONG)
        .until(() -> new HashSet<>(keys(PIPELINE, PipelineTopic.PREDICTIONS)).containsAll(all));
    Awaitility.await("predictions, exactly once")
        .atMost(CommandLineCluster.LONG)
        .until(() -> keys(ONCE, PipelineTopic.PREDICTIONS).size() >= others);
    assertThat(keys(ONCE, PipelineTopic.PREDICTIONS)).hasSize(others).doesNotHaveDuplicates();
    Awaitility.await("accuracy")
        .atMost(CommandLineCluster.LONG)
        .until(() -> labelled() >= examples);
  }

  /** Predictions whose label has come, as the monitor has last said it of all of the model. */
  private long labelled() {
    return cluster.watchAll("accuracy").stream()
        .map(record -> record.get("value"))
        .filter(value -> value.get("scope").asText().equals("TOTAL"))
        .mapToLong(value -> value.get("labelled").asLong())
        .max()
        .orElse(0);
  }

  private static List<String> with(List<String> args, String... more) {
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of(more));
    return all;
  }

  private String[] with(String... args) {
    return with(List.of(args), "--wait-for-cluster", "4m", "--command-config", config.toString())
        .toArray(String[]::new);
  }

  private ThalwegProcess start(CommandLineCluster on, String... args) {
    ThalwegProcess service = on.start(with(args));
    services.add(service);
    return service;
  }

  /** A stream that ends when it is stopped. */
  private ThalwegProcess produce(CommandLineCluster on, String to, int rate) {
    return start(
        on,
        "produce",
        "--source",
        "digits",
        "--to",
        to,
        "--samples",
        "1000000",
        "--rate",
        Integer.toString(rate));
  }

  private void awaitEach(Predicate<ThalwegProcess> holds) {
    await(services, holds);
  }

  private static void await(List<ThalwegProcess> processes, Predicate<ThalwegProcess> holds) {
    for (ThalwegProcess process : processes) {
      Awaitility.await("a service")
          .atMost(CommandLineCluster.LONG)
          .failFast(
              () ->
                  assertThat(process.isAlive() || holds.test(process))
                      .as(process.describe())
                      .isTrue())
          .until(() -> holds.test(process));
    }
  }

  private static long count(ThalwegProcess service, String sentence) {
    return service.err().lines().filter(line -> line.contains(sentence)).count();
  }

  /** Waits until each service has written something since now. */
  private void awaitProgress() {
    Map<String, Integer> before = written();
    Awaitility.await("progress")
        .atMost(CommandLineCluster.LONG)
        .pollInterval(500, TimeUnit.MILLISECONDS)
        .untilAsserted(
            () ->
                assertThat(written())
                    .allSatisfy(
                        (topic, records) ->
                            assertThat(records).as(topic).isGreaterThan(before.get(topic))));
  }

  /** How many records each service has written, by topic. */
  private Map<String, Integer> written() {
    Map<String, Integer> written = new TreeMap<>();
    for (PipelineTopic topic :
        List.of(
            PipelineTopic.SAMPLES,
            PipelineTopic.TRAINING,
            PipelineTopic.PREDICTIONS,
            PipelineTopic.ACCURACY)) {
      written.put(PIPELINE.topic(topic), keys(PIPELINE, topic).size());
    }
    String once = ONCE.topic(PipelineTopic.PREDICTIONS);
    written.put(once, keys(ONCE, PipelineTopic.PREDICTIONS).size());
    return written;
  }

  private List<String> keys(Pipeline pipeline, PipelineTopic topic) {
    List<String> keys = new ArrayList<>();
    TopicScan.read(
        stack.connection(), pipeline.topic(topic), read -> keys.add(new String(read.key(), UTF_8)));
    return keys;
  }
}
