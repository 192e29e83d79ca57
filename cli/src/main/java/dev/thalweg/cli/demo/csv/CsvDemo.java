package dev.thalweg.cli.demo.csv;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.demo.live.Latency;
import dev.thalweg.cli.demo.live.LiveServices;
import dev.thalweg.cli.demo.live.LiveState;
import dev.thalweg.cli.demo.live.Serving;
import dev.thalweg.cli.demo.live.SpeedOverSeconds;
import dev.thalweg.cli.ingest.IngestPart;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.terminal.ReportFile;
import dev.thalweg.cli.terminal.StatusLine;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.snapshots.ServedModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All services, the making of samples among them, and a file's rows, in one process. */
public final class CsvDemo {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration CHECK_EVERY = Duration.ofMillis(20);

  private final CsvPlan plan;
  private final Cluster cluster;
  private final StopSignal stop;
  private final PrintStream out;
  private final StatusLine status;
  private final Assembly services;
  private final LiveServices live;
  private final RowSender sender;
  private final Part sending;
  private final long alreadySent;
  private Instant startedAt;
  private long samplesBefore;

  /**
   * Creates the topic of the rows, and assembles everything; nothing is started.
   *
   * @param partitions of the rows, where their topic is not there yet
   * @param services stays the caller's, who closes it
   */
  public CsvDemo(
      CsvPlan plan,
      int partitions,
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
    RowsTopic.create(
        cluster.connection(), plan.live().pipeline(), plan.mapping().topic(), partitions);
    live =
        new LiveServices(
            plan.live(),
            cluster,
            drift,
            "", // all predictions are of rows, or of what somebody tries on the page
            this::ingestion,
            status::say,
            services);
    long[] ends = live.offsets().endByPartition(plan.mapping().topic());
    alreadySent = Arrays.stream(ends).sum();
    sender =
        new RowSender(
            plan.table(),
            plan.most(),
            plan.mapping().topic(),
            ends,
            plan.perSecond(),
            cluster.connection());
    sending = Part.running("the stream of rows", sender::run, sender::stop).onEnd(OnEnd.GO_ON);
  }

  private List<Part> ingestion(Metrics metrics) {
    Pipeline pipeline = plan.live().pipeline();
    return List.of(
        IngestPart.of(
            cluster,
            plan.mapping().mapping(),
            true,
            new InstanceOptions().claim(pipeline, "ingest", cluster),
            Optional.of(metrics)));
  }

  /** Learns the rows, sums up; then ends, or serves until Ctrl-C. */
  public void run(boolean exitWhenDone, Path reportFile) {
    services.start();
    if (alreadySent > 0) {
      out.printf(Locale.ROOT, "Continuing after the %,d rows that are there.%n", alreadySent);
    }
    if (!begin() || !learn()) {
      return;
    }
    RefusedRows refused =
        RefusedRows.of(cluster.connection(), plan.live().pipeline(), plan.mapping().topic());
    CsvReport report = report(refused);
    out.println();
    out.print(CsvSummary.of(plan, report, refused));
    out.flush();
    if (reportFile != null) {
      ReportFile.write(reportFile, report);
    }
    if (!exitWhenDone) {
      Serving.untilStopped(plan.live().pipeline(), cluster, out, stop, live::check);
    }
  }

  /** Begins to send when what is sent is learned at once; false when stopped before. */
  private boolean begin() {
    while (!live.areReady()) {
      live.check();
      if (stop.await(CHECK_EVERY)) {
        return false;
      }
    }
    startedAt = Instant.now();
    samplesBefore = live.state().samples();
    services.add(sending);
    return true;
  }

  /** Until every row is a learned sample or in dead-letters; false when stopped before. */
  private boolean learn() {
    SpeedOverSeconds speed = new SpeedOverSeconds();
    try (status) {
      while (!stop.await(REDRAW)) {
        live.check();
        CsvFigures figures = figures(speed);
        status.show(figures);
        // In this order: what is ingested is committed together with the samples of it.
        if (sending.completion().isDone() && isIngested() && live.haveLearned()) {
          status.showNow(figures(speed));
          return true;
        }
      }
      return false;
    }
  }

  private boolean isIngested() {
    return live.offsets().lag("ingest", plan.mapping().topic()) == 0;
  }

  private CsvFigures figures(SpeedOverSeconds speed) {
    LiveState state = live.state();
    long samples = state.samples();
    return new CsvFigures(
        alreadySent + sender.acknowledged(),
        Math.max(alreadySent, plan.rows()),
        samples,
        speed.perSecond(samples),
        state.prequential(),
        live.scorer().current().map(ServedModel::version).orElse(-1L),
        state.latencies().quantileMs(0.5));
  }

  private CsvReport report(RefusedRows refused) {
    LiveState state = live.state();
    long learned = state.samples() - samplesBefore;
    double seconds =
        learned == 0 ? 0 : Duration.between(startedAt, state.lastTrainedAt()).toMillis() / 1e3;
    Optional<ServedModel> served = live.scorer().current();
    return CsvReport.of(
        plan,
        new CsvReport.Rows(
            alreadySent + sender.acknowledged(), sender.acknowledged(), refused.count()),
        new CsvReport.Learned(state.samples(), learned, seconds),
        state.prequential(),
        new CsvReport.Served(
            live.scorer().newest().map(newest -> newest.sequence() + 1).orElse(0L),
            served.map(ServedModel::version).orElse(0L),
            served.map(ServedModel::sha256).orElse(null)),
        state.latencies().count() == 0 ? null : Latency.of(state.latencies()),
        state.alarms());
  }
}
