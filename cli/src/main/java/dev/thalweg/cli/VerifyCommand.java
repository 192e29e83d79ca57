package dev.thalweg.cli;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.trainer.Verification;
import dev.thalweg.trainer.Verification.Result;
import dev.thalweg.trainer.Verification.Verdict;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg verify}. */
@Command(
    name = "verify",
    description = {
      "Rebuild a snapshot from the log, compare its sha256, and walk the chain of its parents.",
      "Exit code 1 if they differ; 0 if they are the same, or if that can't be decided."
          + " The output says which."
    })
public final class VerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The snapshot's version, in samples (default: the newest).")
  Long version;

  @Override
  public Integer call() {
    OptionalLong wanted = version == null ? OptionalLong.empty() : OptionalLong.of(version);
    try (Cluster opened = cluster.open()) {
      Result result = new Verification(opened.connection(), cluster.pipeline()).verify(wanted);
      PrintWriter out = spec.commandLine().getOut();
      out.println(result.verdict() + ": " + result.detail());
      out.flush();
      return result.verdict() == Verdict.DIFFERENT ? Failures.EXIT_FAILURE : 0;
    }
  }
}
