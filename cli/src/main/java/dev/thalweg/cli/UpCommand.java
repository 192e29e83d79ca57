package dev.thalweg.cli;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.embedded.EmbeddedStack;
import dev.thalweg.cli.terminal.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg up}. */
@Command(name = "up", description = "Run only the embedded broker and registry, until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
  private static final Duration CHECK_EVERY = Duration.ofMillis(500);

  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "Where their data is kept.")
  Path dir;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "The broker's port on loopback; 0 takes a free one (default).")
  int kafkaPort = EmbeddedStack.Options.FREE_PORT;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "The registry's port on loopback; 0 takes a free one (default).")
  int registryPort = EmbeddedStack.Options.FREE_PORT;

  @Option(
      names = "--verbose",
      fallbackValue = "true",
      description = "Log more, and show where a failure comes from.")
  boolean verbose;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = new StopSignal();
        Cluster cluster =
            Cluster.embedded(
                dir, Map.of(), new EmbeddedStack.Options(kafkaPort, registryPort, verbose))) {
      out.printf("Kafka     %s%n", cluster.connection().bootstrapServer());
      out.printf("Registry  %s%n", cluster.connection().schemaRegistry());
      out.printf(
          "Connect   --bootstrap-server %s --schema-registry %s%n          or --dir %s%n",
          cluster.connection().bootstrapServer(), cluster.connection().schemaRegistry(), dir);
      out.println("Ctrl-C stops both; the data stays.");
      out.flush();
      while (!stop.await(CHECK_EVERY)) {
        cluster.check();
      }
    }
    return 0;
  }
}
