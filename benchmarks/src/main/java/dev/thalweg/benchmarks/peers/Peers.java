package dev.thalweg.benchmarks.peers;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rates of some peers in the same rounds.
 *
 * @param source whose images were learned
 * @param secondsPerSlice how long each learned in each round
 */
record Peers(Machine machine, String source, double secondsPerSlice, List<Peer> peers) {

  Peers {
    peers = List.copyOf(peers);
  }

  /**
   * One of them.
   *
   * @param library name and version
   * @param accuracy share of the test images that it was right about after one pass
   */
  record Peer(String name, int batch, String library, double accuracy, List<Rates> rounds) {
    Peer {
      rounds = List.copyOf(rounds);
    }

    public double getMedianPerSecond() {
      return Median.of(rounds.stream().mapToDouble(Rates::perSecond));
    }

    public double getMedianPerCpuSecond() {
      return Median.of(rounds.stream().mapToDouble(Rates::perCpuSecond));
    }

    /** How many times as fast another is: the median of the rounds' own ratios. */
    double timesOf(Peer other, ToDoubleFunction<Rates> rate) {
      return Median.of(
          IntStream.range(0, rounds.size())
              .mapToDouble(
                  i ->
                      rate.applyAsDouble(other.rounds.get(i)) / rate.applyAsDouble(rounds.get(i))));
    }
  }

  /**
   * Samples per second of a slice.
   *
   * @param perSecond by the clock
   * @param perCpuSecond by the CPU time of the whole process, which other work disturbs less
   * @param systemLoad average load of the machine over the last minute; negative where it is not
   *     known
   */
  record Rates(double perSecond, double perCpuSecond, double systemLoad) {}

  /** Markdown, as it stands in the documentation; the first of each minibatch is compared. */
  String table() {
    StringBuilder table =
        new StringBuilder(
            "| minibatch | learner | samples/s | samples/s of CPU | the first is so many times as"
                + " fast | by CPU | tested |\n|---|---|---|---|---|---|---|\n");
    for (int batch : peers.stream().mapToInt(Peer::batch).distinct().toArray()) {
      List<Peer> same = new ArrayList<>(peers);
      same.removeIf(peer -> peer.batch() != batch);
      for (Peer peer : same) {
        table.append(
            String.format(
                Locale.ROOT,
                "| %d | %s | %,.0f | %,.0f | %.2f | %.2f | %.2f %% |%n",
                batch,
                peer.name(),
                peer.getMedianPerSecond(),
                peer.getMedianPerCpuSecond(),
                peer.timesOf(same.get(0), Rates::perSecond),
                peer.timesOf(same.get(0), Rates::perCpuSecond),
                100 * peer.accuracy()));
      }
    }
    return table.toString();
  }
}
