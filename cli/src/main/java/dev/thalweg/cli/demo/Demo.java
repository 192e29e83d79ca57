package dev.thalweg.cli.demo;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.demo.live.Latency;
import dev.thalweg.cli.demo.live.LiveServices;
import dev.thalweg.cli.demo.live.LiveState;
import dev.thalweg.cli.demo.live.Serving;
import dev.thalweg.cli.demo.live.SpeedOverSeconds;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.terminal.StatusLine;
import dev.thalweg.cli.terminal.StatusLine.Figures;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.ExampleProducer;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.Remaining;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.SentSoFar;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.metrics.ProducerMetrics;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.snapshots.ServedModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All services, and the streams that keep them busy, in one process. */
final class Demo {
  private static final Duration REDRAW = Duration.ofMillis(250);

  /** As long as the first snapshot, and then the first accuracy, is waited for. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final Duration LABEL_DELAY = Duration.ofMillis(500);

  private final DemoPlan plan;
  private final Cluster cluster;
  private final StopSignal stop;
  private final PrintStream out;
  private final StatusLine status;

  /** Tells the held-out images of this run from those of others on the same directory. */
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private final Assembly services;
  private final LiveServices live;
  private final long alreadySent;
  private final Part sending;
  private final Part sendingHeldOut;
  private boolean heldOutHasBegun;
  private boolean heldOutIsKnown;

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
    live =
        new LiveServices(
            plan.live(),
            cluster,
            drift,
            "held-out-" + run,
            metrics -> List.of(),
            status::say,
            services);
    // Not by the ends of the topic: it holds what was drawn on the page, too.
    Remaining remaining =
        new SentSoFar(cluster.connection())
            .of(plan.pipeline().topic(PipelineTopic.SAMPLES), plan.samples());
    alreadySent = remaining.sentCount();
    sending = samples(remaining, live.metrics());
    sendingHeldOut = heldOut(live.metrics());
  }

  private Part samples(Remaining remaining, Metrics metrics) {
    StreamConfig config =
        new StreamConfig(plan.pipeline(), plan.samples(), remaining, plan.perSecond());
    SampleProducer producer = new SampleProducer(config, cluster.connection(), Progress.NONE);
    ProducerMetrics.watch(producer, config, metrics);
    return Part.running("the stream of samples", producer::run, producer::stop).onEnd(OnEnd.GO_ON);
  }

  private Part heldOut(Metrics metrics) {
    StreamConfig config =
        StreamConfig.of(plan.pipeline(), plan.heldOut(run, live.state()::samples))
            .atRate(plan.heldOutPerSecond());
    ExampleProducer producer =
        new ExampleProducer(config, LABEL_DELAY, cluster.connection(), Progress.NONE);
    ProducerMetrics.watch(producer, config, metrics);
    return Part.running("the stream of held-out images", producer::run, producer::stop)
        .onEnd(OnEnd.GO_ON);
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
    if (live.scorer().current().isEmpty()) {
      out.printf(
          "Too few samples for a snapshot: one is taken every %,d.%n",
          plan.learner().snapshotEvery());
      return;
    }
    stopHeldOut();
    ServedModel served = live.scorer().current().orElseThrow();
    Optional<FinalScore.Outcome> score =
        new FinalScore(plan.pipeline(), plan.test(run), cluster.connection(), served)
            .run(stop, live::check);
    if (score.isEmpty()) {
      return;
    }
    DemoReport report = report(startedAt, served, score.get());
    print(report);
    if (reportFile != null) {
      report.writeTo(reportFile);
    }
    if (!exitWhenDone) {
      Serving.untilStopped(plan.pipeline(), cluster, out, stop, live::check);
    }
  }

  /**
   * Until every sample is learned and the scorer has the last snapshot; false when stopped before.
   */
  private boolean learn() {
    SpeedOverSeconds speed = new SpeedOverSeconds();
    try (status) {
      while (!stop.await(heldOutIsKnown ? REDRAW : SOON)) {
        live.check();
        if (!heldOutHasBegun && live.scorer().ready()) {
          services.add(sendingHeldOut);
          heldOutHasBegun = true;
        }
        LiveState state = live.state();
        Figures figures = figures(state, speed.perSecond(state.samples()));
        if (!heldOutIsKnown && figures.heldOutAccuracy() >= 0) {
          heldOutIsKnown = true;
          status.showNow(figures);
        } else {
          status.show(figures);
        }
        if (sending.completion().isDone() && live.haveLearned()) {
          status.showNow(figures(state, speed.perSecond(state.samples())));
          return true;
        }
      }
      return false;
    }
  }

  private Figures figures(LiveState state, double perSecond) {
    return new Figures(
        state.samples(),
        plan.samples().total(),
        perSecond,
        state.recentLoss(),
        state.prequentialAccuracy(),
        live.scorer().current().map(ServedModel::version).orElse(-1L),
        state.heldOutAccuracy().orElse(-1.0),
        state.latencies().quantileMs(0.5));
  }

  private DemoReport report(Instant startedAt, ServedModel served, FinalScore.Outcome score) {
    LiveState state = live.state();
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
        live.scorer().newest().orElse(served).sequence() + 1,
        served.version(),
        served.sha256(),
        Latency.of(state.latencies()),
        state.alarms());
  }

  private void stopHeldOut() {
    sendingHeldOut.closing().run();
    live.check();
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
        live.scorer().isPinned() ? "pinned" : "last",
        100 * r.testAccuracy(),
        r.snapshots(),
        r.servedVersion(),
        r.servedSha256(),
        r.predictionLatencyMs().p50(),
        r.predictionLatencyMs().p99(),
        r.alarms() == 0 ? "" : "Alarms                 %d%n".formatted(r.alarms()));
    out.flush();
  }
}
