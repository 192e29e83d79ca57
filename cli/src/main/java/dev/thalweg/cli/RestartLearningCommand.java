package dev.thalweg.cli;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.trainer.Restarting;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code thalweg restart-learning}. */
@Command(
    name = "restart-learning",
    description = {
      "Tell the learner that the world has changed: it keeps its weights, and goes on"
          + " with new moments, a new average to serve, and the initial learning rate.",
      "The directive is a record among the samples: the learner obeys it once, at that"
          + " offset, and every later reading of the log does the same at the same step. No"
          + " process is restarted."
    })
final class RestartLearningCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;

  @Override
  public Integer call() {
    try (Cluster opened = cluster.open();
        Restarting restarting = Restarting.open(opened.connection(), cluster.pipeline())) {
      List<RecordOrigin> written = restarting.restart();
      PrintWriter out = spec.commandLine().getOut();
      for (RecordOrigin at : written) {
        out.printf(
            "The directive \"restart\" is in %s, partition %d, at offset %d: the learner obeys it"
                + " there.%n",
            at.topic(), at.partition(), at.offset());
      }
      out.flush();
      return 0;
    }
  }
}
