package dev.thalweg.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * All services of a pipeline under a steady load, and what has to hold whatever befell them. A twin
 * pipeline has examples only, which the model of the first one scores exactly once.
 */
final class LoadedPipelines implements AutoCloseable {
  private static final Pattern SENT =
      Pattern.compile("Stopped after ([0-9,]+) of .*, all acknowledged");

  private final Connection direct;
  private final Pipeline pipeline;
  private final Pipeline twin;
  private final CommandLineCluster cluster;
  private final CommandLineCluster once;
  private final Path config;
  private final List<ThalwegProcess> services = new ArrayList<>();

  /** On a stack; see the other one. */
  LoadedPipelines(TestStack stack, String name, String settings) throws IOException {
    this(stack.home(), stack.connection(), stack.connection(), name, settings);
  }

  /**
   * Makes the topics.
   *
   * @param home of the processes
   * @param connection of the processes
   * @param direct of the test, to the same cluster
   * @param settings of every process
   */
  LoadedPipelines(Path home, Connection connection, Connection direct, String name, String settings)
      throws IOException {
    this.direct = direct;
    pipeline = new Pipeline(name);
    twin = new Pipeline(name + "-once");
    cluster = new CommandLineCluster(home, connection, pipeline.name());
    once = new CommandLineCluster(home, connection, twin.name());
    config = Files.createTempFile(home, name, ".properties");
    Files.writeString(config, settings);
  }

  CommandLineCluster cluster() {
    return cluster;
  }

  CommandLineCluster once() {
    return once;
  }

  /** Those that were started and are to last, in their order. */
  List<ThalwegProcess> services() {
    return services;
  }

  /** Trainer, scorers and monitor. */
  ThalwegProcess startServices() {
    ThalwegProcess trainer = start(cluster, "train", "--hidden", "32", "--snapshot-every", "512");
    start(cluster, "score");
    start(once, "score", "--guarantee", "exactly-once", "--model", pipeline.name());
    start(cluster, "monitor", "--window", "1", "--http-port", "0");
    return trainer;
  }

  /** No service has said anything that only a developer reads. */
  void assertNothingForDevelopersWasSaid() {
    for (ThalwegProcess service : services) {
      assertThat(service.err())
          .as(service.describe())
          .doesNotContain("\tat ")
          .doesNotContain("ERROR dev.thalweg");
    }
  }

  /** Stops it; how many it says that the topic has. */
  static int sent(ThalwegProcess producer) {
    producer.terminate();
    producer.awaitExit(CommandLineCluster.LONG);
    Matcher said = SENT.matcher(producer.out());
    assertThat(said.find()).as(producer.describe()).isTrue();
    return Integer.parseInt(said.group(1).replace(",", ""));
  }

  void assertEverySampleIsLearnedOnce(ThalwegProcess trainer, int samples) {
    assertThat(keys(pipeline, PipelineTopic.SAMPLES)).hasSize(samples).doesNotHaveDuplicates();
    Awaitility.await("everything to be learned")
        .atMost(CommandLineCluster.LONG)
        .until(() -> committed() == samples);
    trainer.terminate();
    trainer.awaitExit(CommandLineCluster.LONG);
    // A full audit folds the whole log once more.
    AuditReport report = new Audit(direct, pipeline).run();
    assertThat(report.findings())
        .allSatisfy(
            finding -> assertThat(finding.violations()).as("%s", finding.guarantee()).isEmpty());
    assertThat(report.records()).isEqualTo(samples);
    assertThat(report.liveStateSha256()).isEqualTo(report.undisturbedStateSha256());
    CommandOutcome verified = cluster.run("verify");
    assertThat(verified.out()).as(verified.describe()).startsWith("SAME: ");
  }

  private long committed() throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), 0);
    try (Admin admin = direct.openAdmin()) {
      return admin
          .listConsumerGroupOffsets(Trainer.group(pipeline))
          .partitionsToOffsetAndMetadata()
          .get()
          .get(partition)
          .offset();
    }
  }

  void assertEveryExampleIsScoredAndCounted(int examples, int others) {
    List<String> all = keys(pipeline, PipelineTopic.EXAMPLES);
    assertThat(all).hasSize(examples).doesNotHaveDuplicates();
    assertThat(keys(pipeline, PipelineTopic.LABELS)).containsExactlyInAnyOrderElementsOf(all);
    Awaitility.await("predictions")
        .atMost(CommandLineCluster.LONG)
        .until(() -> new HashSet<>(keys(pipeline, PipelineTopic.PREDICTIONS)).containsAll(all));
    Awaitility.await("predictions, exactly once")
        .atMost(CommandLineCluster.LONG)
        .until(() -> keys(twin, PipelineTopic.PREDICTIONS).size() >= others);
    assertThat(keys(twin, PipelineTopic.PREDICTIONS)).hasSize(others).doesNotHaveDuplicates();
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

  String[] with(String... args) {
    return with(List.of(args), "--wait-for-cluster", "4m", "--command-config", config.toString())
        .toArray(String[]::new);
  }

  ThalwegProcess start(CommandLineCluster on, String... args) {
    ThalwegProcess service = on.start(with(args));
    services.add(service);
    return service;
  }

  /** A stream that ends when it is stopped. */
  ThalwegProcess produce(CommandLineCluster on, String to, int rate) {
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

  void awaitEach(Predicate<ThalwegProcess> holds) {
    await(services, holds);
  }

  static void await(List<ThalwegProcess> processes, Predicate<ThalwegProcess> holds) {
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

  static long count(ThalwegProcess service, String sentence) {
    return service.err().lines().filter(line -> line.contains(sentence)).count();
  }

  /** Waits until each service has written something since now. */
  void awaitProgress() {
    List<PipelineTopic> written =
        List.of(
            PipelineTopic.SAMPLES,
            PipelineTopic.TRAINING,
            PipelineTopic.PREDICTIONS,
            PipelineTopic.ACCURACY);
    List<Integer> before = written.stream().map(topic -> keys(pipeline, topic).size()).toList();
    int onceBefore = keys(twin, PipelineTopic.PREDICTIONS).size();
    Awaitility.await("progress")
        .atMost(CommandLineCluster.LONG)
        .pollInterval(500, TimeUnit.MILLISECONDS)
        .until(
            () ->
                IntStream.range(0, written.size())
                        .allMatch(i -> keys(pipeline, written.get(i)).size() > before.get(i))
                    && keys(twin, PipelineTopic.PREDICTIONS).size() > onceBefore);
  }

  private List<String> keys(Pipeline pipeline, PipelineTopic topic) {
    List<String> keys = new ArrayList<>();
    TopicScan.read(direct, pipeline.topic(topic), read -> keys.add(new String(read.key(), UTF_8)));
    return keys;
  }

  @Override
  public void close() {
    once.close();
    cluster.close();
  }
}
