package dev.thalweg.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PeersTest {
  @TempDir Path folder;

  private Path digits() throws Exception {
    Path file = folder.resolve("digits");
    Digits.write(file, generated(Split.TRAIN, 1_280), generated(Split.TEST, 50));
    return file;
  }

  private static Digits generated(Split split, int size) {
    ExampleSource source = new GeneratedDigits(1, split);
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) source.at(i).label();
    }
    return new Digits(IntStream.range(0, size).mapToObj(i -> source.at(i).data()).toList(), labels);
  }

  @Test
  void thalwegInAProcess_learnsAndIsTimed() throws Exception {
    // Given
    PeerProgram program = ThalwegPeer.withoutAverage("Thalweg", "online");
    // When
    try (PeerProcess peer = new PeerProcess(program, digits(), folder)) {
      double accuracy = peer.accuracy();
      PeerProcess.Slice slice = peer.slice(0.05);
      // Then
      assertThat(peer.library()).contains("nd4j");
      assertThat(accuracy).isBetween(0.3, 1.0); // of ten classes, after 40 steps
      assertThat(slice.samples()).isPositive().matches(samples -> samples % 32 == 0);
      assertThat(slice.ns()).isGreaterThanOrEqualTo(50_000_000);
      assertThat(slice.cpuNs()).isPositive();
    }
  }

  @Test
  void naiveInAProcess_learns() throws Exception {
    PeerProgram program =
        PeerProgram.onOwnLibraries("naive", PeerProgram.NAIVE, 32, NaivePeer.class, List.of());
    try (PeerProcess peer = new PeerProcess(program, digits(), folder)) {
      assertThat(peer.accuracy()).isBetween(0.3, 1.0);
    }
  }

  @Test
  void processThatEnds_isToldWithWhatItSaid() {
    PeerProgram program = ThalwegPeer.program("Thalweg", "keras");
    assertThatThrownBy(() -> new PeerProcess(program, folder.resolve("missing"), folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Thalweg has ended early")
        .hasMessageContaining("missing");
  }

  @Test
  void table_comparesWithTheFirstOfTheMinibatchRoundByRound() {
    // Given a machine that was half as fast in the second round, and a third that was disturbed
    Peers peers =
        new Peers(
            Machine.here(),
            "digits",
            3,
            List.of(
                peer("a", 128, rates(100, 110), rates(50, 55), rates(100, 110)),
                peer("b", 128, rates(50, 100), rates(25, 50), rates(1, 100)),
                peer("c", 32, rates(7, 8), rates(7, 8), rates(7, 8))));
    // When / Then
    assertThat(peers.table())
        .contains("| 128 | a | 100 | 110 | 1.00 | 1.00 | 95.00 % |")
        .contains("| 128 | b | 25 | 100 | 2.00 | 1.10 | 95.00 % |")
        .contains("| 32 | c | 7 | 8 | 1.00 | 1.00 | 95.00 % |");
  }

  private static Peers.Peer peer(String name, int batch, Peers.Rates... rounds) {
    return new Peers.Peer(name, batch, "1.0", 0.95, List.of(rounds));
  }

  private static Peers.Rates rates(double perSecond, double perCpuSecond) {
    return new Peers.Rates(perSecond, perCpuSecond, 0);
  }

  @Test
  void everyLibraryThatIsFetched_hasAProfileAndAProgram() throws Exception {
    // Given
    PeerLibraries libraries = new PeerLibraries(folder);
    String pom = Files.readString(folder.resolve("pom.xml"), UTF_8);
    // When / Then
    PeerProgram.FETCHED.forEach(
        (library, program) -> {
          assertThat(pom).contains("<id>%s</id>".formatted(library));
          assertThat(libraries.source(program)).content().contains("implements PeerNetwork");
        });
    assertThat(PeerProgram.LIBRARIES).containsAll(PeerProgram.FETCHED.keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "--peers=caffe,no peer \"caffe\"",
    "--batches=64,Give --batches",
    "--rounds=0,at least one round",
    "--seconds=0,more than 0 seconds"
  })
  void command_thatCanMeasureNothing_isRefused(String option, String why) {
    // Given
    CommandLine bench = Bench.commandLine();
    StringWriter err = new StringWriter();
    bench.setErr(new PrintWriter(err));
    // When
    int code = bench.execute("peers", option, "--out=" + folder.resolve("peers.json"));
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains(why);
  }
}
