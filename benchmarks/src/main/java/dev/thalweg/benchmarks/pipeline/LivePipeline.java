package dev.thalweg.benchmarks.pipeline;

import dev.thalweg.benchmarks.run.Pause;
import dev.thalweg.benchmarks.run.ServiceProcess;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.creation.TopicCreation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Trainer, scorer and monitor of a pipeline, and what streams samples and images into it: each the
 * command that a user runs, as a process of its own, on a stack that is the caller's. Belongs to
 * one thread.
 */
public final class LivePipeline implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String ENDLESS = Long.toString(1L << 40);

  private final TemporaryStack stack;
  private final Pipeline pipeline = new Pipeline("live");
  private final List<String> source;
  private final Offsets offsets;
  private final List<ServiceProcess> services = new ArrayList<>();
  private final List<ServiceProcess> streams = new ArrayList<>();
  private int starts;

  /**
   * Creates the topics and starts the services; nothing is streamed yet.
   *
   * @param source the options by which {@code produce} finds its data
   */
  public LivePipeline(TemporaryStack stack, List<String> source) {
    this.stack = stack;
    this.source = source;
    try (Admin admin = stack.connection().openAdmin()) {
      new TopicCreation(admin, pipeline).create(1, (short) 1);
    }
    offsets = new Offsets(stack.connection(), pipeline);
    services.add(start("trainer", List.of("train")));
    services.add(start("scorer", List.of("score", "--http-port", "0")));
    services.add(start("monitor", List.of("monitor", "--http-port", "0")));
  }

  /**
   * Streams at these rates from now on, after what was streamed before; returns when the first of
   * either has come.
   *
   * @param samples per second, to be learned
   * @param images per second, to be scored, each with its label a second later
   */
  public void stream(long samples, long images) {
    stopStreaming();
    long[] before = {streamed(PipelineTopic.SAMPLES), streamed(PipelineTopic.EXAMPLES)};
    streams.add(produce("samples", samples));
    streams.add(produce("examples", images));
    await(
        "Nothing was streamed",
        () ->
            streamed(PipelineTopic.SAMPLES) > before[0]
                && streamed(PipelineTopic.EXAMPLES) > before[1]);
  }

  /** Ends both streams; what they have sent stays to be worked on. */
  public void stopStreaming() {
    streams.forEach(ServiceProcess::terminate);
    streams.clear();
  }

  /** Waits until every service does its work; the scorer has a model by then. */
  public void awaitReady() {
    await("Not all services were ready", () -> services.stream().allMatch(ServiceProcess::isReady));
  }

  /** Waits until no service has more to do than this many records. */
  public void awaitLag(long recordsMax) {
    await(
        "A service did not catch up",
        () -> lags().values().stream().allMatch(lag -> lag <= recordsMax));
  }

  /** So many records a topic has had. */
  public long streamed(PipelineTopic topic) {
    return offsets.end(topic);
  }

  /**
   * The records that each service has not committed yet, by the service: those of the topic that it
   * is furthest behind in.
   */
  public Map<String, Long> lags() {
    Map<String, Long> lags = new LinkedHashMap<>();
    lags.put("trainer", lag("trainer", PipelineTopic.SAMPLES));
    lags.put("scorer", lag("scorer", PipelineTopic.EXAMPLES));
    lags.put(
        "monitor",
        Math.max(lag("monitor", PipelineTopic.PREDICTIONS), lag("monitor", PipelineTopic.LABELS)));
    return lags;
  }

  private long lag(String service, PipelineTopic topic) {
    return offsets.lag(service, pipeline.topic(topic));
  }

  /** The processes by their names: those that stream, the stack's and the services. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    streams.forEach(stream -> pids.put(stream.name(), stream.pid()));
    pids.put("broker", stack.brokerPid());
    pids.put("registry", stack.registryPid());
    services.forEach(service -> pids.put(service.name(), service.pid()));
    return pids;
  }

  /**
   * Throws when a process has ended.
   *
   * @throws UserException with what it said last
   */
  public void requireAlive() {
    services.forEach(ServiceProcess::requireAlive);
    streams.forEach(ServiceProcess::requireAlive);
  }

  private ServiceProcess produce(String target, long perSecond) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "produce",
                "--to",
                target,
                "--rate",
                Long.toString(perSecond),
                "--samples",
                ENDLESS,
                "--epochs",
                Integer.toString(Integer.MAX_VALUE),
                "--resume"));
    arguments.addAll(source);
    return start("producer of " + target, arguments);
  }

  private ServiceProcess start(String name, List<String> command) {
    starts++;
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--dir", stack.dir().toString(), "--pipeline", pipeline.name()));
    return ServiceProcess.start(
        name, List.of(), stack.folder("live-%d.log".formatted(starts)), arguments);
  }

  private void await(String otherwise, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + WAIT_MAX.toNanos();
    while (!condition.getAsBoolean()) {
      requireAlive();
      if (System.nanoTime() > deadlineNs) {
        throw new UserException("%s within %d s.".formatted(otherwise, WAIT_MAX.toSeconds()));
      }
      Pause.of(POLL);
    }
  }

  /** Ends all processes but the stack's. */
  @Override
  public void close() {
    streams.forEach(ServiceProcess::close);
    services.forEach(ServiceProcess::close);
    offsets.close();
  }
}
