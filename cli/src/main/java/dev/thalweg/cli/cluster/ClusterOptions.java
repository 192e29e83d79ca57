package dev.thalweg.cli.cluster;

import dev.thalweg.cli.machine.ExtraClasses;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The flags by which every command finds its cluster. */
public final class ClusterOptions {
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
      names = "--verbose",
      fallbackValue = "true",
      description = "Log more, and show where a failure comes from.")
  boolean verbose;

  public Pipeline pipeline() {
    return new Pipeline(pipeline);
  }

  /** Connects, and starts or joins the embedded stack where that is asked for. */
  public Cluster open() {
    ExtraClasses.use(classPath, System.getenv("CLASSPATH"));
    if (dir != null && (bootstrapServer != null || schemaRegistry != null)) {
      throw new UserException(
          "Give either --dir, or --bootstrap-server and --schema-registry, not both.");
    }
    if (dir != null) {
      return Cluster.embedded(dir, properties(), verbose);
    }
    if (bootstrapServer == null || schemaRegistry == null) {
      throw new UserException(
          "No cluster is given: use --bootstrap-server HOST:PORT with --schema-registry URL, or"
              + " --dir DIR for an embedded one.");
    }
    return Cluster.external(
        new Connection(bootstrapServer, schemaRegistry, properties(), autoRegisterSchemas));
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
