package dev.thalweg.cli.demo;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.service.MonitorCommand;
import dev.thalweg.cli.service.PagePart;
import dev.thalweg.cli.service.ScoreCommand;
import dev.thalweg.cli.service.ShownAlarms;
import dev.thalweg.cli.service.TrainCommand;
import dev.thalweg.cli.terminal.StatusLine;
import dev.thalweg.cli.terminal.StatusLine.Figures;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.producer.ExampleProducer;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.SentSoFar;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.metrics.ProducerMetrics;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.snapshots.ServedModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All services, and the streams that keep them busy, in one process. */
final class Demo {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration LABEL_DELAY = Duration.ofMillis(500);

  private final DemoPlan plan;
  private final Cluster cluster;
  private final StopSignal stop;
  private final PrintStream out;
  private final StatusLine status;

  /** Tells the held-out images of this run from those of others on the same directory. */
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private final Assembly services;
  private final Scorer scorer;
  private final DemoTopics topics;
  private final Offsets offsets;
  private final long alreadySent;
  private final Part sending;
  private final Part sendingHeldOut;
  private boolean heldOutHasBegun;
  private final int learners;

  /** Samples learned and published, at the last look. */
  private long settled;

  private long settledSinceNs;

  /**
   * Assembles everything; nothing is started.
   *
   * @param services stays the caller's, who closes it
   */
  Demo(
      DemoPlan plan,
      Cluster cluster,
      DriftOptions drift,
      StopSignal stop,
      PrintStream out,
      Assembly services) {
    this.plan = plan;
    this.cluster = cluster;
    this.stop = stop;
    this.out = out;
    this.services = services;
    status = new StatusLine(out, Terminal.isThere());
    Metrics metrics = new Metrics();
    services.add(Part.resource("the metrics", metrics::close));
    topics =
        new DemoTopics(
            cluster.connection(),
            plan.pipeline(),
            "held-out-" + run,
            new ShownAlarms(status::say, ZoneId.systemDefault(), plan.pipeline().model()));
    topics.addTo(services);
    offsets = new Offsets(cluster.connection(), plan.pipeline());
    learners = offsets.partitions(PipelineTopic.SAMPLES);
    services.add(Part.resource("what asks for offsets", offsets::close));
    scorer = addServices(drift, metrics);
    // Not by the end of the topic: it holds what was drawn on the page, too.
    alreadySent =
        Math.min(
            new SentSoFar(cluster.connection())
                .nextIndex(plan.pipeline().topic(PipelineTopic.SAMPLES), plan.samples()),
            plan.samples().total());
    sending = samples(metrics);
    sendingHeldOut = heldOut(metrics);
  }

  private Scorer addServices(DriftOptions drift, Metrics metrics) {
    InstanceOptions instances = new InstanceOptions();
    Pipeline pipeline = plan.pipeline();
    services.addInFront(PagePart.of(plan.page(), cluster, pipeline, metrics, status::say));
    // Without a gate: the demo ends by measuring the last snapshot, whatever a gate thinks of it.
    Scorer scoring =
        new Scorer(
            ScorerConfig.of(
                cluster.connection(),
                pipeline,
                instances.claim(pipeline, "scorer", cluster).name()));
    Instance watching = instances.claim(pipeline, "monitor", cluster);
    services.addSideBySide(
        List.of(
            TrainCommand.part(
                cluster,
                plan.learner(),
                plan.merging(),
                instances.claim(pipeline, "trainer", cluster),
                Optional.of(metrics)),
            ScoreCommand.part(scoring, metrics),
            MonitorCommand.part(monitor(watching, drift.watches()), metrics)));
    drift.addTo(services, cluster, pipeline, watching.name(), status::say);
    return scoring;
  }

  private Part samples(Metrics metrics) {
    StreamConfig config =
        new StreamConfig(plan.pipeline(), plan.samples(), alreadySent, plan.perSecond());
    SampleProducer producer = new SampleProducer(config, cluster.connection(), Progress.NONE);
    ProducerMetrics.watch(producer, config, metrics);
    return Part.running("the stream of samples", producer::run, producer::stop).onEnd(OnEnd.GO_ON);
  }

  private Part heldOut(Metrics metrics) {
    StreamConfig config =
        StreamConfig.of(plan.pipeline(), plan.heldOut(run, topics.state()::samples))
            .atRate(plan.heldOutPerSecond());
    ExampleProducer producer =
        new ExampleProducer(config, LABEL_DELAY, cluster.connection(), Progress.NONE);
    ProducerMetrics.watch(producer, config, metrics);
    return Part.running("the stream of held-out images", producer::run, producer::stop)
        .onEnd(OnEnd.GO_ON);
  }

  private Monitor monitor(Instance instance, boolean watchesDrift) {
    MonitorConfig defaults =
        MonitorConfig.of(
            cluster.connection(), plan.pipeline(), instance.stateDir(), instance.name());
    return new Monitor(
        new MonitorConfig(
            defaults.connection(),
            defaults.pipeline(),
            WINDOW,
            defaults.retention(),
            defaults.stateDir(),
            defaults.instance(),
            cluster.transactionTimeout(),
            watchesDrift));
  }

  /** Learns the stream, scores the test images, sums up; then ends, or serves until Ctrl-C. */
  void run(boolean exitWhenDone, Path reportFile) {
    services.start();
    if (alreadySent > 0) {
      out.printf(Locale.ROOT, "Continuing after the %,d samples that are there.%n", alreadySent);
    }
    Instant startedAt = Instant.now();
    services.add(sending);
    if (!learn()) {
      return;
    }
    if (scorer.current().isEmpty()) {
      out.printf(
          "Too few samples for a snapshot: one is taken every %,d.%n",
          plan.learner().snapshotEvery());
      return;
    }
    stopHeldOut();
    ServedModel served = scorer.current().orElseThrow();
    Optional<FinalScore.Outcome> score =
        new FinalScore(plan.pipeline(), plan.test(run), cluster.connection(), served)
            .run(stop, this::check);
    if (score.isEmpty()) {
      return;
    }
    DemoReport report = report(startedAt, served, score.get());
    print(report);
    if (reportFile != null) {
      report.writeTo(reportFile);
    }
    if (!exitWhenDone) {
      serve();
    }
  }

  /**
   * Until every sample is learned and the scorer has the last snapshot; false when stopped before.
   */
  private boolean learn() {
    SpeedOverSeconds speed = new SpeedOverSeconds();
    try (status) {
      while (!stop.await(REDRAW)) {
        check();
        if (!heldOutHasBegun && scorer.ready()) {
          services.add(sendingHeldOut);
          heldOutHasBegun = true;
        }
        DemoState state = topics.state();
        status.show(figures(state, speed.perSecond(state.samples())));
        if (sending.completion().isDone() && isLearned() && hasLast()) {
          status.showNow(figures(state, speed.perSecond(state.samples())));
          return true;
        }
      }
      return false;
    }
  }

  private boolean isLearned() {
    return offsets.trainerLag() == 0
        && topics.trainingPosition() >= offsets.end(PipelineTopic.TRAINING);
  }

  private boolean hasLast() {
    long samples = topics.state().samples();
    long newest = scorer.newest().map(ServedModel::version).orElse(0L);
    if (learners > 1) {
      return hasMerged(samples, newest);
    }
    long last = plan.lastVersion(samples);
    return last == 0 || newest >= last;
  }

  /**
   * With several learners what is consumed may wait for a merge, and the last snapshot comes once
   * all is quiet: when it is so far, or nothing has changed for long.
   */
  private boolean hasMerged(long samples, long newest) {
    boolean all =
        samples + (long) learners * plan.learner().hyperparameters().batchSize()
            > offsets.end(PipelineTopic.SAMPLES);
    if (all && samples - newest < Math.max(1, plan.learner().snapshotEvery() / 8)) {
      return true;
    }
    long now = System.nanoTime();
    if (samples + newest != settled) {
      settled = samples + newest;
      settledSinceNs = now;
    }
    return now - settledSinceNs > 5 * plan.merging().mergeWait().toNanos();
  }

  private Figures figures(DemoState state, double perSecond) {
    return new Figures(
        state.samples(),
        plan.samples().total(),
        perSecond,
        state.recentLoss(),
        state.prequentialAccuracy(),
        scorer.current().map(ServedModel::version).orElse(-1L),
        state.heldOutAccuracy().orElse(-1.0),
        state.latencies().quantileMs(0.5));
  }

  private void check() {
    cluster.check();
    services.check();
  }

  private DemoReport report(Instant startedAt, ServedModel served, FinalScore.Outcome score) {
    DemoState state = topics.state();
    long learned = state.samples() - Math.min(alreadySent, state.samples());
    double seconds =
        learned == 0 ? 0 : Duration.between(startedAt, state.lastTrainedAt()).toMillis() / 1e3;
    return new DemoReport(
        plan.images().train().name(),
        state.samples(),
        seconds,
        seconds <= 0 ? 0 : Math.round(learned / seconds),
        state.prequentialAccuracy(),
        score.images(),
        score.accuracy(),
        scorer.newest().orElse(served).sequence() + 1,
        served.version(),
        served.sha256(),
        new DemoReport.Latency(
            state.latencies().quantileMs(0.5), state.latencies().quantileMs(0.99)),
        state.alarms());
  }

  private void stopHeldOut() {
    sendingHeldOut.closing().run();
    check();
  }

  private void print(DemoReport r) {
    out.printf(
        Locale.ROOT,
        """

        Source                 %s%s
        Learned                %,d samples%s: %.1f s, %,.0f per second
        Test-then-train        %.2f %% right before they were learned
        Test images            %,d, scored by the %s snapshot: %.2f %% right
        Snapshots              %,d; served: version %,d, sha256 %s
        Image to prediction    p50 %d ms, p99 %d ms
        %s\
        """,
        plan.images().train().description(),
        plan.drift().isEmpty() ? "" : "\nDrift                  " + plan.drift(),
        r.samples(),
        alreadySent == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %,d of them in this run", Math.max(0, r.samples() - alreadySent)),
        r.seconds(),
        r.samplesPerSecond(),
        100 * r.prequentialAccuracy(),
        r.testExamples(),
        scorer.isPinned() ? "pinned" : "last",
        100 * r.testAccuracy(),
        r.snapshots(),
        r.servedVersion(),
        r.servedSha256(),
        r.predictionLatencyMs().p50(),
        r.predictionLatencyMs().p99(),
        r.alarms() == 0 ? "" : "Alarms                 %d%n".formatted(r.alarms()));
    out.flush();
  }

  private void serve() {
    out.printf(
        "%nThe services keep running. Look at a topic from another terminal:%n"
            + "  bin/thalweg watch accuracy --from-beginning --pipeline %s --bootstrap-server"
            + " %s --schema-registry %s%nCtrl-C ends.%n",
        plan.pipeline().name(),
        cluster.connection().bootstrapServer(),
        cluster.connection().schemaRegistry());
    out.flush();
    while (!stop.await(REDRAW)) {
      check();
    }
  }
}
