package dev.thalweg.cli;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.TopicAdmin;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg topics}. */
@Command(
    name = "topics",
    description = "Create a pipeline's topics, or show how they differ from what is needed.",
    synopsisSubcommandLabel = "(create | describe)")
final class TopicsCommand {
  @Spec CommandSpec spec;

  /** How topics are made. */
  static final class Creation {
    @Option(
        names = "--partitions",
        paramLabel = "N",
        description =
            "The number for samples, examples, labels and predictions (default: ${DEFAULT-VALUE}).")
    int partitions = TopicAdmin.PARTITIONS_DEFAULT;

    @Option(
        names = "--replication-factor",
        paramLabel = "N",
        description = "Replicas of each partition; -1 is the cluster's default.")
    short replication = TopicAdmin.CLUSTERS_REPLICATION;

    @Option(
        names = "--alter",
        fallbackValue = "true",
        description = "Also correct the settings of topics that exist already.")
    boolean alter;
  }

  @Command(
      name = "create",
      description = "Create the topics that are missing, and register their schemas.")
  int create(@Mixin ClusterOptions options, @Mixin Creation creation) {
    Pipeline pipeline = options.pipeline();
    PrintWriter out = spec.commandLine().getOut();
    try (Cluster cluster = options.open()) {
      List<String> created =
          cluster.createTopics(pipeline, creation.partitions, creation.replication);
      out.printf(
          "Created %d of %d topics; their schemas are registered.%n",
          created.size(), PipelineTopic.values().length);
      created.forEach(topic -> out.println("  " + topic));
      try (Admin admin = cluster.connection().openAdmin()) {
        TopicAdmin topics = new TopicAdmin(admin, pipeline);
        if (creation.alter) {
          topics.alterSettings();
        }
        return print(pipeline, topics, out);
      }
    }
  }

  @Command(
      name = "describe",
      description = "List the topics and how they differ from what is needed.")
  int describe(@Mixin ClusterOptions options) {
    try (Cluster cluster = options.open();
        Admin admin = cluster.connection().openAdmin()) {
      return print(
          options.pipeline(),
          new TopicAdmin(admin, options.pipeline()),
          spec.commandLine().getOut());
    }
  }

  private static int print(Pipeline pipeline, TopicAdmin topics, PrintWriter out) {
    int differing = 0;
    out.printf("%-28s %10s  %s%n", "TOPIC", "PARTITIONS", "SETTINGS");
    for (TopicAdmin.State state : topics.describe(List.of(PipelineTopic.values()))) {
      String settings = "as needed";
      if (!state.exists()) {
        settings = "missing: run \"thalweg topics create\"";
      } else if (!state.differences().isEmpty()) {
        settings = state.differences() + ": run \"thalweg topics create --alter\"";
      }
      differing += settings.equals("as needed") ? 0 : 1;
      out.printf("%-28s %10d  %s%n", pipeline.topic(state.topic()), state.partitions(), settings);
    }
    out.flush();
    return differing == 0 ? 0 : Failures.EXIT_FAILURE;
  }
}
