package dev.thalweg.cli;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.creation.TopicAlteration;
import dev.thalweg.topics.creation.TopicCreation;
import dev.thalweg.topics.setting.GivenSettings;
import dev.thalweg.topics.stepping.OffsetRange;
import dev.thalweg.trainer.Skipping;
import java.io.PrintWriter;
import java.util.ArrayList;
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
    description =
        "Create a pipeline's topics, show how they differ from what is needed, or step over records.",
    synopsisSubcommandLabel = "(create | describe | skip)")
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
        description =
            "Also correct the settings of topics that exist already, where they need others, and"
                + " set those of --config.")
    boolean alter;

    @Option(
        names = "--config",
        paramLabel = "[TOPIC:]NAME=VALUE",
        description =
            "A setting for the topics that are made, or for one of them, such as"
                + " snapshots:segment.bytes=104857600; can be repeated.")
    List<String> configs = List.of();
  }

  @Command(
      name = "create",
      description = "Create the topics that are missing, and register their schemas.")
  int create(@Mixin ClusterOptions options, @Mixin Creation creation) {
    Pipeline pipeline = options.pipeline();
    GivenSettings given = GivenSettings.parse(creation.configs);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Cluster cluster = options.open();
        Admin admin = cluster.connection().openAdmin()) {
      TopicCreation.Outcome done =
          cluster.createTopics(pipeline, creation.partitions, creation.replication, given);
      List<String> failures = new ArrayList<>(done.failures());
      TopicAdmin topics = new TopicAdmin(admin, pipeline);
      if (creation.alter) {
        failures.addAll(new TopicAlteration(admin, pipeline).alter(given));
      }
      out.printf(
          "Created %d of %d topics; %s.%n",
          done.created().size(),
          PipelineTopic.values().length,
          failures.isEmpty() ? "their schemas are registered" : "not all could be done");
      done.created().forEach(topic -> out.println("  " + pipeline.topic(topic)));
      int exitCode = print(pipeline, topics, out);
      done.leftOut().forEach(err::println);
      failures.forEach(failure -> err.println("thalweg: " + failure));
      err.flush();
      return failures.isEmpty() ? exitCode : Failures.EXIT_FAILURE;
    }
  }

  @Command(
      name = "describe",
      description =
          "List the topics, how they differ from what is needed, and which samples a trainer needs"
              + " that starts again.")
  int describe(@Mixin ClusterOptions options) {
    try (Cluster cluster = options.open();
        Admin admin = cluster.connection().openAdmin()) {
      PrintWriter out = spec.commandLine().getOut();
      int exitCode = print(options.pipeline(), new TopicAdmin(admin, options.pipeline()), out);
      printNeeded(cluster, options.pipeline(), out);
      out.flush();
      return exitCode;
    }
  }

  private static void printNeeded(Cluster cluster, Pipeline pipeline, PrintWriter out) {
    try (Offsets offsets = new Offsets(cluster.connection(), pipeline)) {
      offsets
          .neededByTrainer()
          .forEach(
              (partition, offset) ->
                  out.printf(
                      "A trainer that starts again needs %s, partition %d, from offset %d on.%n",
                      pipeline.topic(PipelineTopic.SAMPLES), partition, offset));
    } catch (UserException e) {
      out.printf(
          "From where on a trainer that starts again needs samples is not known: %s%n",
          e.getMessage());
    }
  }

  /** What is stepped over. */
  static final class Skip {
    @Option(
        names = "--topic",
        required = true,
        paramLabel = "TOPIC",
        description = "The topic, without the pipeline's name.")
    String topic;

    @Option(
        names = "--partition",
        required = true,
        paramLabel = "N",
        description = "The partition.")
    int partition;

    @Option(
        names = "--offset",
        required = true,
        paramLabel = "N",
        description = "The offset of the record.")
    long offset;

    @Option(
        names = "--through",
        paramLabel = "N",
        description = "The last offset, if there are several.")
    Long through;
  }

  @Command(
      name = "skip",
      description = {
        "Step over records that do not fit into the memory of those who read them. A service that"
            + " meets one ends, and names the command.",
        "It is recorded in the journal, once and for all: trainers, replay and verify pass over"
            + " these offsets of samples, others where they can't read them. A trainer must not"
            + " run, and not have learned them."
      })
  int skip(@Mixin ClusterOptions options, @Mixin Skip skip) {
    PipelineTopic topic = PipelineTopic.ofSuffix(skip.topic);
    long last = skip.through == null ? skip.offset : skip.through;
    try (Cluster cluster = options.open()) {
      new Skipping(cluster.connection(), options.pipeline())
          .skip(topic, skip.partition, new OffsetRange(skip.offset, last + 1));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s, partition %d: %s stepped over from now on.%n",
          options.pipeline().topic(topic),
          skip.partition,
          last == skip.offset
              ? "offset " + last + " is"
              : "offsets " + skip.offset + " to " + last + " are");
      out.flush();
      return 0;
    }
  }

  private static int print(Pipeline pipeline, TopicAdmin topics, PrintWriter out) {
    int differing = 0;
    out.printf("%-28s %10s  %s%n", "TOPIC", "PARTITIONS", "SETTINGS");
    for (TopicAdmin.State state : topics.describe(List.of(PipelineTopic.values()))) {
      differing += state.exists() && state.differences().isEmpty() ? 0 : 1;
      out.printf(
          "%-28s %10d  %s%n", pipeline.topic(state.topic()), state.partitions(), settings(state));
    }
    out.flush();
    return differing == 0 ? 0 : Failures.EXIT_FAILURE;
  }

  private static String settings(TopicAdmin.State state) {
    if (!state.exists()) {
      return "missing: run \"thalweg topics create\"";
    }
    if (!state.settingsShown()) {
      return "not shown to this user, who has not the right DescribeConfigs";
    }
    if (!state.differences().isEmpty()) {
      return state.differences() + ": run \"thalweg topics create --alter\"";
    }
    return state.choices().isEmpty() ? "as needed" : "as needed; of its own " + state.choices();
  }
}
