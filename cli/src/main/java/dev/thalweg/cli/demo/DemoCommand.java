package dev.thalweg.cli.demo;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.data.DataOptions;
import dev.thalweg.cli.demo.csv.CsvDemo;
import dev.thalweg.cli.demo.csv.CsvMapping;
import dev.thalweg.cli.demo.csv.CsvOptions;
import dev.thalweg.cli.demo.csv.CsvPlan;
import dev.thalweg.cli.demo.csv.CsvTable;
import dev.thalweg.cli.demo.live.CompilerDirectives;
import dev.thalweg.cli.demo.live.LiveConfig;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.cli.terminal.ReportFile;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg demo}. */
@Command(
    name = "demo",
    description = {
      "Start everything, embedded: stream labelled examples, learn, score, show accuracy.",
      "At the end of the stream the last snapshot scores all test images through the topics.",
      "With --csv the stream is a file of your own, and each row is judged before it is learned."
    })
public final class DemoCommand implements Callable<Integer> {
  private final PrintStream out = System.out;

  @Spec CommandSpec spec;
  @Mixin CsvOptions csv;
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
      description = "The pipeline's name; with --csv the file's (default: ${DEFAULT-VALUE}).")
  String pipelineName = Pipeline.NAME_DEFAULT;

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description =
          "Samples between two snapshots; with --csv fewer if the file is small (default:"
              + " ${DEFAULT-VALUE}).")
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
    if (report != null) {
      ReportFile.requireWritable(report);
    }
    csv.requireFitting(this::isGiven);
    if (csv.isGiven()) {
      learnRows();
    } else {
      learnPictures();
    }
    return 0;
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void learnRows() {
    double perSecond = data.source().ratePerSecond();
    CsvTable table = CsvTable.read(csv.file());
    boolean isNamed = isGiven("--pipeline") || !pipelineName.equals(Pipeline.NAME_DEFAULT);
    try (StopSignal stop = new StopSignal();
        WorkDirectory work = WorkDirectory.of(dir)) {
      CsvMapping mapping = CsvMapping.of(csv, table, isNamed ? pipelineName : null, work);
      if (!isGiven("--preset")) {
        model.preferPreset(CsvPlan.PRESET);
      }
      model.completeFrom(mapping.mapping());
      boolean isEverySaid =
          isGiven("--snapshot-every") || snapshotEvery != LiveConfig.SNAPSHOT_EVERY_DEFAULT;
      LearnerConfig learner =
          learner(mapping.pipeline(), isEverySaid ? snapshotEvery : CsvPlan.snapshotEvery(table))
              .withMapping(mapping.mapping().vector().text());
      CsvPlan plan =
          new CsvPlan(
              table,
              mapping,
              new LiveConfig(mapping.pipeline(), learner, merging, pageConfig()),
              data.samples(),
              perSecond);
      mapping.keepIn(work, table);
      CompilerDirectives.forSamples(plan.rows());
      out.println(plan.beginning(work.temporary()));
      on(
          work,
          mapping.pipeline(),
          (cluster, services) ->
              new CsvDemo(plan, partitions, cluster, onDrift, stop, out, services)
                  .run(exitWhenDone, report));
    }
  }

  private LearnerConfig learner(Pipeline pipeline, long everySamples) {
    return new LearnerConfig(
        pipeline,
        model.architecture(),
        model.datatype(),
        model.hyperparameters(),
        everySamples,
        model.onDivergence());
  }

  /** What a demo does once there is a cluster. */
  private interface Job {
    void run(Cluster cluster, Assembly services);
  }

  private void on(WorkDirectory work, Pipeline pipeline, Job job) {
    if (!verbose) {
      Logging.toFile(work.path().resolve("logs").resolve("demo.log"));
    }
    try (Cluster cluster = Cluster.embedded(work.path(), verbose, pipeline, partitions)) {
      out.printf(
          "Kafka %s, registry %s, data in %s%n",
          cluster.connection().bootstrapServer(),
          cluster.connection().schemaRegistry(),
          work.path());
      try (Assembly services = new Assembly("demo")) {
        job.run(cluster, services);
      }
    }
  }

  private void learnPictures() {
    Pipeline pipeline = new Pipeline(pipelineName);
    double perSecond = data.source().ratePerSecond();
    DataSet found = data.source().locate(out::println);
    model.completeFrom(found);
    LearnerConfig learner = learner(pipeline, snapshotEvery);
    int classes = learner.architecture().classes();
    found.requireFormat(learner.format());
    found.requireClasses(classes);
    DriftSchedule drift = data.drift(classes);
    out.println("Source: " + found.train().description());
    SampleOrder order = data.order(found.train());
    drift.requireWithin(order.total());
    if (!drift.isEmpty()) {
      out.println("Drift: " + drift);
    }
    DemoPlan plan =
        new DemoPlan(pipeline, learner, merging, found, order, drift, perSecond, pageConfig());
    CompilerDirectives.forSamples(order.total());
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
      on(
          work,
          pipeline,
          (cluster, services) ->
              new Demo(plan, cluster, onDrift, stop, out, services).run(exitWhenDone, report));
    }
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
