package dev.thalweg.cli;

import dev.thalweg.cli.demo.DemoCommand;
import dev.thalweg.cli.ingest.IngestCommand;
import dev.thalweg.cli.ingest.MappingCommand;
import dev.thalweg.cli.replay.ReplayCommand;
import dev.thalweg.cli.service.MonitorCommand;
import dev.thalweg.cli.service.ScoreCommand;
import dev.thalweg.cli.service.TrainCommand;
import dev.thalweg.cli.snapshots.SnapshotsCommand;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The commands below the root. */
final class Commands {
  /** By name, in the order in which help lists them. */
  private static final List<Map.Entry<String, Class<?>>> ALL =
      List.of(
          Map.entry("demo", DemoCommand.class),
          Map.entry("up", UpCommand.class),
          Map.entry("topics", TopicsCommand.class),
          Map.entry("produce", ProduceCommand.class),
          Map.entry("mapping", MappingCommand.class),
          Map.entry("ingest", IngestCommand.class),
          Map.entry("train", TrainCommand.class),
          Map.entry("score", ScoreCommand.class),
          Map.entry("monitor", MonitorCommand.class),
          Map.entry("watch", WatchCommand.class),
          Map.entry("restart-learning", RestartLearningCommand.class),
          Map.entry("snapshots", SnapshotsCommand.class),
          Map.entry("verify", VerifyCommand.class),
          Map.entry("replay", ReplayCommand.class),
          Map.entry("chaos", ChaosCommand.class));

  private Commands() {}

  /**
   * Puts below {@code root} the command that the first argument names; where it names none, every
   * one. What a command declares takes longer to read than most take to do what they are for.
   *
   * @return the root
   */
  static CommandLine below(CommandLine root, String... args) {
    String first = args.length == 0 ? "" : args[0];
    List<Map.Entry<String, Class<?>>> named =
        ALL.stream().filter(command -> command.getKey().equals(first)).toList();
    (named.isEmpty() ? ALL : named)
        .forEach(command -> root.addSubcommand(command.getKey(), command.getValue()));
    return root;
  }
}
