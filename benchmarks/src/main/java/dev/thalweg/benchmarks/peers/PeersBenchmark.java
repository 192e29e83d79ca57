package dev.thalweg.benchmarks.peers;

import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.run.ExamplesInMemory;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The training step beside that of other libraries. */
@Command(
    name = "peers",
    description = {
      "The same training step in other libraries, in turns, each in a process of its own with one"
          + " compute thread.",
      "Maven fetches the libraries for it, some 280 MB; on Linux, x86_64."
    })
public final class PeersBenchmark implements Callable<Integer> {
  private static final int IMAGES_MAX = 60_000;
  private static final int TESTED_MAX = 10_000;

  /** Less, and it does not learn what the others learn. */
  private static final double ACCURACY_MIN = 0.9;

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description = "Which ones besides thalweg: tensorflow, pytorch, dl4j, naive (default: all).")
  List<String> names = PeerProgram.LIBRARIES;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      description = "Minibatches, of 128 and 32 (default: both).")
  List<Integer> batches = List.of(128, 32);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Interleaved rounds (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How long each learns in a round, and before the first (default: ${DEFAULT-VALUE}).")
  double seconds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    check();
    DataSet set = workloads.dataSet();
    ExampleSource images = new ExamplesInMemory(set.train(), IMAGES_MAX);
    Peers peers;
    try {
      Path folder = Files.createTempDirectory("thalweg-bench");
      try {
        Path digits = folder.resolve("digits");
        Digits.write(digits, digits(images), digits(new ExamplesInMemory(set.test(), TESTED_MAX)));
        peers = new Peers(Machine.here(), images.name(), seconds, measure(folder, digits));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.printf("%s%n%s", peers.machine(), peers.table());
    file.write(peers);
    return 0;
  }

  private void check() {
    if (rounds < 1 || !(seconds > 0)) {
      throw new UserException("Give at least one round, and more than 0 seconds.");
    }
    for (String name : names) {
      if (!PeerProgram.LIBRARIES.contains(name)) {
        throw new UserException(
            "There is no peer \"%s\"; use some of %s."
                .formatted(name, String.join(", ", PeerProgram.LIBRARIES)));
      }
    }
    if (batches.isEmpty() || !List.of(32, 128).containsAll(batches)) {
      throw new UserException("Give --batches 128, 32 or both.");
    }
  }

  private static Digits digits(ExampleSource source) {
    int size = Math.toIntExact(source.size());
    byte[] labels = new byte[size];
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      images.add(source.at(i).data());
      labels[i] = (byte) source.at(i).label();
    }
    return new Digits(images, labels);
  }

  private List<PeerProgram> programs(PeerLibraries libraries) {
    List<PeerProgram> all = new ArrayList<>();
    for (int batch : batches) {
      all.addAll(
          batch == 128
              ? List.of(ThalwegPeer.program("Thalweg, `keras`", "keras"))
              : List.of(
                  ThalwegPeer.program("Thalweg, `online`, with its average", "online"),
                  ThalwegPeer.withoutAverage("Thalweg, `online`, without", "online")));
      if (names.contains("tensorflow")) {
        all.add(PeerProgram.onFetched("TensorFlow Java", "tensorflow", batch, libraries));
      }
      if (names.contains("pytorch")) {
        all.add(PeerProgram.onFetched("PyTorch by DJL", "pytorch", batch, libraries));
      }
      if (names.contains("dl4j")) {
        all.add(PeerProgram.onFetched("DL4J", "dl4j", batch, libraries));
      }
      if (names.contains(PeerProgram.NAIVE)) {
        all.add(
            PeerProgram.onOwnLibraries(
                "ND4J, naive", PeerProgram.NAIVE, batch, NaivePeer.class, List.of()));
      }
    }
    return all;
  }

  private List<Peers.Peer> measure(Path folder, Path digits) {
    List<PeerProcess> running = new ArrayList<>();
    try {
      List<Double> accuracies = new ArrayList<>();
      List<List<Peers.Rates>> rates = new ArrayList<>();
      for (PeerProgram program : programs(new PeerLibraries(folder))) {
        PeerProcess peer = new PeerProcess(program, digits, folder);
        running.add(peer);
        accuracies.add(accuracy(peer));
        rates.add(new ArrayList<>());
        var unused = peer.slice(seconds); // what is hot is compiled
      }
      for (int round = 1; round <= rounds; round++) {
        for (int i : order(running.size(), round)) {
          rates.get(i).add(rates(running.get(i), round));
        }
      }
      return IntStream.range(0, running.size())
          .mapToObj(
              i -> {
                PeerProcess peer = running.get(i);
                return new Peers.Peer(
                    peer.program().name(),
                    peer.program().batch(),
                    peer.library(),
                    accuracies.get(i),
                    rates.get(i));
              })
          .toList();
    } finally {
      running.forEach(PeerProcess::close);
    }
  }

  /** Every other round the other way round. */
  private static List<Integer> order(int size, int round) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    if (round % 2 == 0) {
      Collections.reverse(order);
    }
    return order;
  }

  private static double accuracy(PeerProcess peer) {
    double accuracy = peer.accuracy();
    System.err.printf(
        Locale.ROOT,
        "%s, minibatches of %d (%s): %.2f %% right after one pass%n",
        peer.program().name(),
        peer.program().batch(),
        peer.library(),
        100 * accuracy);
    if (accuracy < ACCURACY_MIN) {
      throw new UserException(
          "%s was right about %.1f %% of the images after one pass: it does not learn as the others do."
              .formatted(peer.program().name(), 100 * accuracy));
    }
    return accuracy;
  }

  private Peers.Rates rates(PeerProcess peer, int round) {
    PeerProcess.Slice slice = peer.slice(seconds);
    System.err.printf(
        Locale.ROOT,
        "Round %d of %d, %s, %d: %,.0f samples/s, %,.0f by CPU%n",
        round,
        rounds,
        peer.program().name(),
        peer.program().batch(),
        slice.perSecond(),
        slice.perCpuSecond());
    return new Peers.Rates(
        Math.round(slice.perSecond()),
        Math.round(slice.perCpuSecond()),
        ResultOptions.systemLoad());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
