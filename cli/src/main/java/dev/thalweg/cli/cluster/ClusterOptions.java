package dev.thalweg.cli.cluster;

import dev.thalweg.cli.machine.ExtraClasses;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.Patience;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags by which every command finds its cluster. */
public final class ClusterOptions {
  /** Longer than a broker takes to be started again, or a leader to be found. */
  private static final Duration WAIT_DEFAULT = Duration.ofMinutes(5);

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster to connect to.")
  String bootstrapServer;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "The schema registry, with Confluent's API; several with commas between, of which the"
              + " next is asked where one is away.")
  String schemaRegistry;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "Properties for Kafka's clients by their own names, and for options as thalweg.NAME;"
              + " schema.registry.NAME, basic.auth.NAME and bearer.auth.NAME go to the registry's"
              + " client.")
  Path commandConfig;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description =
          "Jars and folders with classes that --command-config names, such as a cloud's login; DIR/*"
              + " is all jars of a folder. CLASSPATH in the environment is added.")
  String classPath;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Instead of a cluster: an embedded broker and registry with their data in this"
              + " directory, started for the command, or joined if they run already.")
  Path dir;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The pipeline, whose name prefixes its topics (default: ${DEFAULT-VALUE}).")
  String pipeline = Pipeline.NAME_DEFAULT;

  @Option(
      names = "--auto-register-schemas",
      paramLabel = "true|false",
      arity = "1",
      description =
          "Whether schemas may be registered when they are first used; false if \"topics"
              + " create\" has done it (default: ${DEFAULT-VALUE}).")
  boolean autoRegisterSchemas = true;

  @Option(
      names = "--wait-for-cluster",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "How long a broker or a registry that does not answer is waited for, at the start and"
              + " later: 90s, 5m, 1h, or 0s for no longer than one answer (default: 5m for produce,"
              + " ingest, train, score and monitor, 0s otherwise).")
  Duration waitForCluster;

  @Option(
      names = "--verbose",
      fallbackValue = "true",
      description = "Log more, and show where a failure comes from.")
  boolean verbose;

  public Pipeline pipeline() {
    return new Pipeline(pipeline);
  }

  /**
   * Takes the pipeline that a mapping names.
   *
   * @throws UserException when another one was asked for
   */
  public void use(String mapped) {
    if (!pipeline.equals(Pipeline.NAME_DEFAULT) && !pipeline.equals(mapped)) {
      throw new UserException(
          "The mapping is of the pipeline %s and --pipeline says %s: leave --pipeline out, or change"
                  .formatted(mapped, pipeline)
              + " the mapping.");
    }
    pipeline = mapped;
  }

  /** Connects, and starts or joins the embedded stack where that is asked for. */
  public Cluster open() {
    return open(Duration.ZERO, patience -> {});
  }

  /** The same for somebody who works until he is stopped, and outlasts an outage. */
  public Cluster openPatiently(StopSignal stop) {
    return open(WAIT_DEFAULT, patience -> stop.onRequest(patience::stop));
  }

  private Cluster open(Duration waitDefault, Consumer<Patience> made) {
    Duration wait = waitForCluster == null ? waitDefault : waitForCluster;
    ExtraClasses.use(classPath, System.getenv("CLASSPATH"));
    if (dir != null && (bootstrapServer != null || schemaRegistry != null)) {
      throw new UserException(
          "Give either --dir, or --bootstrap-server and --schema-registry, not both.");
    }
    if (dir != null) {
      return Cluster.embedded(dir, properties(), verbose, plain -> waiting(plain, wait, made));
    }
    if (bootstrapServer == null || schemaRegistry == null) {
      throw new UserException(
          "No cluster is given: use --bootstrap-server HOST:PORT with --schema-registry URL, or"
              + " --dir DIR for an embedded one.");
    }
    Connection plain =
        new Connection(bootstrapServer, schemaRegistry, properties(), autoRegisterSchemas);
    return Cluster.external(waiting(plain, wait, made));
  }

  private Connection waiting(Connection plain, Duration wait, Consumer<Patience> made) {
    PrintWriter err = spec.commandLine().getErr();
    Connection waiting =
        plain.waiting(
            wait,
            sentence -> {
              err.println(sentence);
              err.flush();
            });
    made.accept(waiting.patience());
    return waiting;
  }

  private Map<String, String> properties() {
    Map<String, String> settings = new HashMap<>();
    if (commandConfig != null) {
      Properties file = DefaultValues.load(commandConfig);
      for (String key : file.stringPropertyNames()) {
        if (!DefaultValues.isOurs(key)) {
          settings.put(key, file.getProperty(key));
        }
      }
    }
    return settings;
  }
}
