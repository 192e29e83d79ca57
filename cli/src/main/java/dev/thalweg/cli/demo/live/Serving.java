package dev.thalweg.cli.demo.live;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.schemas.Pipeline;
import java.io.PrintStream;
import java.time.Duration;

/** The time after the stream's end, when the services go on for whoever looks at them. */
public final class Serving {
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);

  private Serving() {}

  /**
   * Says how to look at the topics, and returns when it was asked to stop.
   *
   * @param check throws when a service has failed
   */
  public static void untilStopped(
      Pipeline pipeline, Cluster cluster, PrintStream out, StopSignal stop, Runnable check) {
    out.printf(
        "%nThe services keep running. Look at a topic from another terminal:%n"
            + "  bin/thalweg watch accuracy --from-beginning --pipeline %s --bootstrap-server"
            + " %s --schema-registry %s%nCtrl-C ends.%n",
        pipeline.name(),
        cluster.connection().bootstrapServer(),
        cluster.connection().schemaRegistry());
    out.flush();
    while (!stop.await(CHECK_EVERY)) {
      check.run();
    }
  }
}
