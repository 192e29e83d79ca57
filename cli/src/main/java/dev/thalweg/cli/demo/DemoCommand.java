package dev.thalweg.cli.demo;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.data.DataOptions;
import dev.thalweg.cli.demo.live.LiveConfig;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.cli.terminal.ReportFile;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thalweg demo}. */
@Command(
    name = "demo",
    description = {
      "Start everything, embedded: stream labelled examples, learn, score, show accuracy.",
      "At the end of the stream the last snapshot scores all test images through the topics."
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin DataOptions data;
  @Mixin DriftOptions onDrift;
  @Mixin ModelOptions model;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where to keep the data: a demo on the same directory continues where it was"
              + " (default: a temporary one).")
  Path dir;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The pipeline's name (default: ${DEFAULT-VALUE}).")
  String pipelineName = Pipeline.NAME_DEFAULT;

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description = "Samples between two snapshots (default: ${DEFAULT-VALUE}).")
  long snapshotEvery = LiveConfig.SNAPSHOT_EVERY_DEFAULT;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of the samples, each with a learner of its own (default: ${DEFAULT-VALUE}).")
  int partitions = TopicAdmin.PARTITIONS_DEFAULT;

  @Mixin MergeOptions merging;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "The page's port on loopback; 0 means any (default: "
              + PageConfig.DEFAULT_PORT
              + ", or a free one if it is taken).")
  Integer port;

  @Option(
      names = "--exit-when-done",
      fallbackValue = "true",
      description = "End after the summary, instead of serving until Ctrl-C.")
  boolean exitWhenDone;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the summary as JSON.")
  Path report;

  @Option(
      names = "--verbose",
      fallbackValue = "true",
      description = "Log more, and show where a failure comes from.")
  boolean verbose;

  @Override
  public Integer call() {
    PrintStream out = System.out;
    if (report != null) {
      ReportFile.requireWritable(report);
    }
    Pipeline pipeline = new Pipeline(pipelineName);
    double perSecond = data.source().ratePerSecond();
    DataSet found = data.source().locate(out::println);
    model.completeFrom(found);
    Architecture network = model.architecture();
    LearnerConfig learner =
        new LearnerConfig(
            pipeline,
            network,
            model.datatype(),
            model.hyperparameters(),
            snapshotEvery,
            model.onDivergence());
    found.requireFormat(learner.format());
    found.requireClasses(network.classes());
    DriftSchedule drift = data.drift(network.classes());
    out.println("Source: " + found.train().description());
    SampleOrder order = data.order(found.train());
    drift.requireWithin(order.total());
    if (!drift.isEmpty()) {
      out.println("Drift: " + drift);
    }
    try (StopSignal stop = new StopSignal();
        WorkDirectory work = WorkDirectory.of(dir)) {
      work.requireSameStream(
          String.join(
                  " ",
                  found.train().name(),
                  Long.toString(data.source().dataSeed()),
                  pipeline.name(),
                  drift.toString())
              .strip());
      if (!verbose) {
        Logging.toFile(work.path().resolve("logs").resolve("demo.log"));
      }
      try (Cluster cluster = Cluster.embedded(work.path(), Map.of(), verbose)) {
        out.printf(
            "Kafka %s, registry %s, data in %s%n",
            cluster.connection().bootstrapServer(),
            cluster.connection().schemaRegistry(),
            work.path());
        cluster.prepare(pipeline, partitions);
        DemoPlan plan =
            new DemoPlan(pipeline, learner, merging, found, order, drift, perSecond, pageConfig());
        try (Assembly services = new Assembly("demo")) {
          new Demo(plan, cluster, onDrift, stop, out, services).run(exitWhenDone, report);
        }
      }
    }
    return 0;
  }

  private PageConfig pageConfig() {
    PageConfig usual = PageConfig.onLoopback();
    return port == null
        ? usual
        : new PageConfig(
            HttpConfig.plain(PageConfig.DEFAULT_HOST, port, false),
            usual.names(),
            usual.readOnly());
  }
}
