package dev.thalweg.cli.snapshots;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.snapshots.history.SnapshotListing;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.pin.Pinning;
import dev.thalweg.snapshots.pin.Pinning.Pinned;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg snapshots}. */
@Command(
    name = "snapshots",
    description = "Look at the snapshots that the ring keeps, and tell scorers which to serve.",
    synopsisSubcommandLabel = "(list | show | pin | follow | export)",
    subcommands = SnapshotsExportCommand.class)
public final class SnapshotsCommand {
  private static final InstantSource CLOCK = InstantSource.system();

  @Spec CommandSpec spec;

  @Command(
      name = "list",
      description = {
        "List the ring's snapshots, newest first, and those last pinned and promoted if"
            + " they have left the ring.",
        "Marks: serving, what scorers serve under the current directive; pinned, what"
            + " that directive pins; kept, what was pinned last, and promoted, what the gate"
            + " chose last (both outlive the ring); damaged, what no scorer serves."
      })
  int list(
      @Mixin ClusterOptions options,
      @Option(names = "--json", fallbackValue = "true", description = "One JSON object per line.")
          boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Cluster cluster = options.open()) {
      SnapshotListing listing = new Snapshots(cluster.connection(), options.pipeline()).list();
      SnapshotTable table = new SnapshotTable(listing, CLOCK.instant());
      (json ? table.json() : table.lines()).forEach(out::println);
      out.flush();
      table.remarks().forEach(err::println);
      err.flush();
      return 0;
    }
  }

  @Command(
      name = "show",
      description = {
        "Show everything a snapshot says about itself, whether both its hashes match, and what"
            + " is wrong with it.",
        "Exit code 1 if it is damaged, so that no scorer serves it."
      })
  int show(
      @Mixin ClusterOptions options,
      @Option(
              names = "--version",
              paramLabel = "N",
              description = "The snapshot's version, in samples (default: the newest).")
          Long version,
      @Option(names = "--json", fallbackValue = "true", description = "One JSON object per line.")
          boolean json) {
    OptionalLong wanted = version == null ? OptionalLong.empty() : OptionalLong.of(version);
    PrintWriter out = spec.commandLine().getOut();
    try (Cluster cluster = options.open()) {
      StoredSnapshot found = new Snapshots(cluster.connection(), options.pipeline()).find(wanted);
      Optional<String> damage = found.entry().damage();
      SnapshotDetails details = new SnapshotDetails(found.snapshot(), damage, CLOCK.instant());
      (json ? details.json() : details.lines()).forEach(out::println);
      out.flush();
      return damage.isEmpty() ? 0 : Failures.EXIT_FAILURE;
    }
  }

  @Command(
      name = "pin",
      description = {
        "Make every scorer of the pipeline serve one version, until \"follow\" or another \"pin\".",
        "A copy is kept outside the ring, so that scorers that start later find it too."
      })
  int pin(
      @Mixin ClusterOptions options,
      @Option(
              names = "--version",
              paramLabel = "N",
              required = true,
              description = "The snapshot's version, in samples: one that \"list\" shows.")
          Long version) {
    try (Cluster cluster = options.open()) {
      Pinned pinned = new Pinning(cluster.connection(), options.pipeline()).pin(version);
      return say(
          "Version %d (sha256 %.12s) is pinned: scorers serve it until \"thalweg snapshots follow\"."
              .formatted(pinned.snapshot().version(), pinned.snapshot().sha256()));
    }
  }

  @Command(
      name = "follow",
      description = "Make every scorer of the pipeline follow the newest snapshot again.")
  int follow(@Mixin ClusterOptions options) {
    try (Cluster cluster = options.open()) {
      new Pinning(cluster.connection(), options.pipeline()).follow();
      return say("Scorers follow the newest snapshot.");
    }
  }

  private int say(String sentence) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(sentence);
    out.flush();
    return 0;
  }
}
