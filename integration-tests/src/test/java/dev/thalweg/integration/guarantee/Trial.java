package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.guarantee.Audit;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;

/** One pipeline, its trainers, and the audit at the end. */
final class Trial implements AutoCloseable {
  /** How long to wait for what a machine that is busy with something else may take long for. */
  static final Duration LONG = Duration.ofMinutes(4);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final List<String> REPLAY =
      List.of("--batch-updates", "2", "--replay-samples", "16", "--replay-buffer", "2000");

  private final TestStack stack;
  private final Pipeline pipeline;
  private final TopicPartition samples;
  private final int partitions;
  private final Admin admin;
  private final MergesSoFar merges;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private List<String> options = List.of("--hidden", "32", "--snapshot-every", "512");
  private boolean replays;
  private final List<ThalwegProcess> trainers = new ArrayList<>();

  Trial(TestStack stack, String name) {
    this(stack, name, 1);
  }

  /** With a learner for each partition. */
  Trial(TestStack stack, String name, int partitions) {
    this.stack = stack;
    this.partitions = partitions;
    this.pipeline = new Pipeline(name);
    this.samples = new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), 0);
    this.admin = stack.connection().openAdmin();
    this.merges = new MergesSoFar(stack.connection(), admin, pipeline);
    stack.createTopics(pipeline, partitions);
    // On a cluster of somebody's own it would be 30 s, for which each kill might make us wait.
    with("producer.transaction.timeout.ms", "4000");
  }

  /** Deletes the samples and makes them again at once. */
  void remakeSamples() throws ExecutionException, InterruptedException {
    NewTopic again =
        new NewTopic(samples.topic(), 1, (short) 1).configs(PipelineTopic.SAMPLES.settings());
    Uuid before = samplesId();
    admin.deleteTopics(List.of(samples.topic())).all().get();
    admin.createTopics(List.of(again)).all().get();
    // A producer that still hears of the old one would send to that for two minutes.
    Awaitility.await("the new topic")
        .atMost(LONG)
        .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
        .until(() -> !samplesId().equals(before));
  }

  private Uuid samplesId() throws ExecutionException, InterruptedException {
    String topic = samples.topic();
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
  }

  /** Sets a property of the trainers' Kafka clients. */
  Trial with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** Sets what its trainers learn, instead of a small network. */
  Trial options(String... options) {
    this.options = List.of(options);
    return this;
  }

  /** Has its trainers learn from older samples too, twice by each minibatch. */
  Trial replaying() {
    replays = true;
    return this;
  }

  /** Has its trainers learn from each sample once, whatever is drawn for the others. */
  Trial withoutReplay() {
    replays = false;
    return this;
  }

  /** Takes a property back, for the trainers from now on. */
  void without(String property) {
    properties.remove(property);
  }

  Connection connection() {
    return stack.connection();
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Admin admin() {
    return admin;
  }

  /** The partition of the pipeline's samples. */
  TopicPartition samples() {
    return samples;
  }

  String group() {
    return Trainer.group(pipeline);
  }

  /** A stream into this pipeline alone. */
  SampleStream stream() {
    return new SampleStream(connection(), pipeline);
  }

  /** Starts a trainer under a name. */
  ThalwegProcess train(String instance) {
    List<String> args = new ArrayList<>(List.of("train", "--instance", instance));
    args.addAll(List.of("--command-config", commandConfig().toString()));
    args.addAll(learning());
    ThalwegProcess trainer = ThalwegProcess.start(stack.home(), here(args));
    trainers.add(trainer);
    return trainer;
  }

  private List<String> learning() {
    List<String> all = new ArrayList<>(options);
    if (replays) {
      all.addAll(REPLAY);
    }
    return all;
  }

  /** Starts a trainer of a small network with so many megabytes of heap. */
  ThalwegProcess trainSmall(String instance, int heapMb) {
    List<String> args = new ArrayList<>(List.of("train", "--instance", instance));
    args.addAll(List.of("--command-config", commandConfig().toString()));
    args.addAll(learning());
    return startSmall(heapMb, args.toArray(String[]::new));
  }

  /** Starts a service on the pipeline with so many megabytes of heap. */
  ThalwegProcess startSmall(int heapMb, String... args) {
    ThalwegProcess service = ThalwegProcess.startSmall(stack.home(), heapMb, here(List.of(args)));
    trainers.add(service);
    return service;
  }

  /** Starts a trainer and waits until it takes samples. */
  ThalwegProcess trainReady(String instance) {
    ThalwegProcess trainer = train(instance);
    awaitReady(trainer);
    return trainer;
  }

  void awaitReady(ThalwegProcess trainer) {
    Awaitility.await("a trainer")
        .atMost(LONG)
        .failFast("the trainer ended", () -> !trainer.isAlive())
        .until(() -> trainer.err().contains("is ready"));
  }

  /** Runs another command on the pipeline to its end, inside this virtual machine. */
  CommandOutcome runInside(String... args) {
    return CommandOutcome.of(here(List.of(args)));
  }

  /** The same as a process. */
  ThalwegProcess run(String... args) {
    return ThalwegProcess.run(stack.home(), LONG, here(List.of(args)));
  }

  private String[] here(List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of("--wait-for-cluster", "4m")); // a busy broker is none that is away
    all.addAll(List.of("--bootstrap-server", connection().bootstrapServer()));
    all.addAll(List.of("--schema-registry", connection().schemaRegistry()));
    all.addAll(List.of("--pipeline", pipeline.name()));
    return all.toArray(String[]::new);
  }

  private Path commandConfig() {
    try {
      Path file = Files.createTempFile(stack.home(), pipeline.name(), ".properties");
      return Files.writeString(
          file,
          properties.entrySet().stream()
              .map(property -> property.getKey() + "=" + property.getValue())
              .collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The offset that the trainers have committed, the sum over partitions; 0 without one. */
  long committed() {
    return Awaitility.await("an answer about offsets")
        .atMost(LONG)
        .pollInterval(POLL)
        .until(this::askForCommitted, OptionalLong::isPresent)
        .getAsLong();
  }

  /** Empty while the broker is away. */
  private OptionalLong askForCommitted() {
    try {
      return OptionalLong.of(
          admin
              .listConsumerGroupOffsets(group())
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .filter(entry -> entry.getKey().topic().equals(samples.topic()))
              .filter(entry -> entry.getValue() != null)
              .mapToLong(entry -> entry.getValue().offset())
              .sum());
    } catch (ExecutionException e) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the trainers have committed this offset; these have to live until then. */
  void awaitCommitted(long offset, ThalwegProcess... alive) {
    Awaitility.await("offset %d".formatted(offset))
        .atMost(LONG)
        .pollInterval(POLL)
        .failFast(
            "a trainer ended",
            () -> List.of(alive).stream().anyMatch(trainer -> !trainer.isAlive()))
        .until(() -> askForCommitted().orElse(-1) >= offset);
  }

  /** Waits until so many records more are learned. */
  void awaitProgress(int records, ThalwegProcess... alive) {
    awaitCommitted(committed() + records, alive);
  }

  /** The name of the trainer that has the partition, once one has it. */
  String active() {
    return Awaitility.await("a trainer that has the partition")
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(this::askForActive, Optional::isPresent)
        .orElseThrow();
  }

  /** Empty while the group is changing. */
  private Optional<String> askForActive() {
    try {
      return admin
          .describeConsumerGroups(List.of(group()))
          .all()
          .get()
          .get(group())
          .members()
          .stream()
          .filter(member -> member.assignment().topicPartitions().contains(samples))
          .findFirst()
          .flatMap(MemberDescription::groupInstanceId)
          .map(Trial::instance);
    } catch (ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until this trainer has the partition. */
  void awaitActive(String instance) {
    Awaitility.await(instance + " to take over")
        .atMost(LONG)
        .pollInterval(POLL)
        .until(() -> askForActive().equals(Optional.of(instance)));
  }

  /** Waits until each of these trainers has partitions. */
  void awaitShared(String... instances) {
    Awaitility.await("partitions for each of " + String.join(", ", instances))
        .atMost(LONG)
        .pollInterval(POLL)
        .until(() -> withPartitions().containsAll(List.of(instances)));
  }

  private Set<String> withPartitions() throws InterruptedException {
    try {
      return admin
          .describeConsumerGroups(List.of(group()))
          .all()
          .get()
          .get(group())
          .members()
          .stream()
          .filter(member -> !member.assignment().topicPartitions().isEmpty())
          .flatMap(member -> member.groupInstanceId().stream())
          .map(Trial::instance)
          .collect(Collectors.toSet());
    } catch (ExecutionException e) {
      return Set.of();
    }
  }

  /** Of the name of a member. */
  private static String instance(String member) {
    return member.replaceFirst("^trainer-", "").replaceFirst("-\\d+$", "");
  }

  /** SIGTERM, and its end. */
  void stop(ThalwegProcess trainer) {
    trainer.terminate();
    trainer.awaitExit(LONG);
  }

  void kill(ThalwegProcess trainer) {
    trainer.kill();
    trainer.awaitExit(LONG);
  }

  /** Stops all trainers; each guarantee has to be kept for all of the log. */
  AuditReport audit(ThalwegProcess... running) {
    long end = end();
    awaitCommitted(end, running);
    AuditReport report = auditCommitted();
    assertThat(report.records()).as("records that the audit covers").isEqualTo(end);
    return report;
  }

  /** Stops all trainers; each guarantee has to be kept for what they have committed. */
  AuditReport auditCommitted() {
    stopAll();
    AuditReport report = new Audit(connection(), pipeline).run();
    String violations =
        report.findings().stream()
            .filter(finding -> !finding.kept())
            .flatMap(
                finding ->
                    finding.violations().stream().map(v -> finding.guarantee().name() + ": " + v))
            .collect(Collectors.joining("\n"));
    assertThat(violations).isEmpty();
    assertThat(report.steps()).as("steps").isPositive();
    assertThat(report.liveStateSha256()).isEqualTo(report.undisturbedStateSha256());
    return report;
  }

  void stopAll() {
    List<ThalwegProcess> alive = trainers.stream().filter(ThalwegProcess::isAlive).toList();
    alive.forEach(ThalwegProcess::terminate);
    alive.forEach(trainer -> trainer.awaitExit(LONG));
  }

  /** The end of the log; of several the sum. */
  long end() {
    return topics().end(PipelineTopic.SAMPLES, partitions);
  }

  /** The merges of its learners so far. */
  List<Merge> merges() {
    return Awaitility.await("an answer about merges")
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .until(merges::ask, Optional::isPresent)
        .get();
  }

  /** Waits until the topic holds a merge a second time, from one who was late. */
  void awaitLateMerge(ThalwegProcess... alive) {
    Awaitility.await("a late merge")
        .atMost(LONG)
        .failFast(
            "a trainer ended",
            () -> List.of(alive).stream().anyMatch(trainer -> !trainer.isAlive()))
        .until(() -> topics().end(PipelineTopic.MERGES, 1) > merges().size());
  }

  /** Waits until so many more merges are made. */
  void awaitMerges(int more, ThalwegProcess... alive) {
    int before = merges().size();
    Awaitility.await("%d merges".formatted(before + more))
        .atMost(LONG)
        .pollInterval(POLL)
        .failFast(
            "a trainer ended",
            () -> List.of(alive).stream().anyMatch(trainer -> !trainer.isAlive()))
        .until(() -> merges().size() >= before + more);
  }

  /**
   * Waits until all that was sent is learned and committed, and in the last merge but for less than
   * a minibatch of each partition.
   */
  void awaitMerged(ThalwegProcess... alive) {
    long end = end();
    Awaitility.await("a merge of %d records".formatted(end))
        .atMost(LONG)
        .failFast(
            "a trainer ended",
            () -> List.of(alive).stream().anyMatch(trainer -> !trainer.isAlive()))
        .until(() -> mergedRecords() + 32L * partitions > end);
    awaitLearned(end, alive);
  }

  /** As {@link #awaitCommitted}, and until no learner holds any of it back for its next round. */
  private void awaitLearned(long offset, ThalwegProcess... alive) {
    awaitCommitted(offset, alive);
    Awaitility.await("nothing to be held of offset %d".formatted(offset))
        .atMost(LONG)
        .failFast(
            "a trainer ended",
            () -> List.of(alive).stream().anyMatch(trainer -> !trainer.isAlive()))
        .until(() -> topics().held(partitions) == 0);
  }

  private long mergedRecords() {
    List<Merge> merges = merges();
    return merges.isEmpty()
        ? 0
        : merges.get(merges.size() - 1).getLearners().stream()
            .mapToLong(LearnerProgress::getEnd)
            .sum();
  }

  /** What its topics hold. */
  TrialTopics topics() {
    return new TrialTopics(connection(), admin, pipeline);
  }

  /** What its trainers have said, for a failure. */
  String describe() {
    StringBuilder told = new StringBuilder("Trainers of " + pipeline.name());
    told.append(replays ? ", with replay:" : ":");
    for (int i = 0; i < trainers.size(); i++) {
      told.append("\n--- ").append(i + 1).append(trainers.get(i).isAlive() ? ", alive" : "");
      trainers
          .get(i)
          .err()
          .lines()
          .filter(line -> !line.startsWith("  "))
          .forEach(line -> told.append('\n').append(line));
    }
    return told.toString();
  }

  @Override
  public void close() {
    trainers.forEach(ThalwegProcess::close);
    admin.close(Duration.ZERO);
  }
}
