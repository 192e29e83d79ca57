package dev.thalweg.benchmarks.scoring;

import dev.thalweg.benchmarks.run.ClientMetrics;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.scoring.ScorerStart.History;
import dev.thalweg.benchmarks.scoring.ScorerStart.Start;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The scorer's start on a short and on a long history of snapshots. */
@Command(
    name = "scorer-start",
    description = "From the start of a scorer to its first snapshot, however many were published.")
public final class ScorerStartBenchmark implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  @Mixin ResultOptions results;

  @Option(
      names = "--snapshots",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,10000",
      description = "Lengths of the histories; one snapshot is 0.5 MB (default: ${DEFAULT-VALUE}).")
  List<Long> lengths;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description =
          "Interleaved rounds, after one that is not counted (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rounds < 1 || lengths.stream().anyMatch(length -> length < 1)) {
      throw new UserException("Give at least one round, and at least one snapshot.");
    }
    List<List<Start>> measured = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      List<PublishedSnapshots> histories = new ArrayList<>();
      for (long length : lengths) {
        System.err.printf("Publishing %,d snapshots ...%n", length);
        PublishedSnapshots history =
            new PublishedSnapshots(stack.connection(), new Pipeline("history-" + length));
        history.publish(length);
        histories.add(history);
        measured.add(new ArrayList<>());
      }
      for (int round = 0; round <= rounds; round++) {
        for (int i = 0; i < lengths.size(); i++) {
          Start start = start(stack.connection(), histories.get(i), lengths.get(i));
          if (round > 0) { // the first round loads classes and native libraries
            measured.get(i).add(start);
          }
        }
      }
    }
    List<History> all = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      all.add(new History(lengths.get(i), measured.get(i)));
    }
    ScorerStart result = new ScorerStart(Machine.here(), SnapshotChain.parameterBytes(), all);
    System.out.printf("%s%n%s%n", result.machine(), result.table());
    file.write(result);
    return 0;
  }

  private static Start start(Connection connection, PublishedSnapshots history, long published) {
    ScorerConfig config = ScorerConfig.of(connection, history.pipeline(), "scorer-1");
    long topicBytes = history.topicBytes();
    long startNs = System.nanoTime();
    try (Scorer scorer = new Scorer(config)) {
      scorer.start();
      Optional<ServedModel> first = scorer.awaitFirst(START_MAX);
      long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
      long sequence = first.map(ServedModel::sequence).orElse(-1L);
      if (sequence != published - 1) {
        throw new UserException(
            "The scorer serves snapshot %d of %d.".formatted(sequence, published));
      }
      String client = config.group() + "-snapshots";
      return new Start(
          ms,
          ClientMetrics.recordsConsumed(client),
          ClientMetrics.bytesReceived(client),
          topicBytes,
          ResultOptions.systemLoad());
    }
  }
}
