package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What is said, and what goes on, where there is no room on a disk. */
@OnEachStack(containersByDefault = false)
class FullDiskIT {
  private static final String NAME = "fulldisk";

  @Parameter TestStack stack;

  @Test
  void commandsWithoutRoom_endWithASentence_andServicesNeedNone() throws Exception {
    FullDisk disk = FullDisk.in(stack.home(), 4);
    assumeThat(disk.isPossible()).as("a file system of the test's own (unshare, mount)").isTrue();
    Path full = disk.folder();
    List<ThalwegProcess> started = new ArrayList<>();
    try (CommandLineCluster cluster = new CommandLineCluster(stack, NAME)) {
      // Given
      cluster.run("produce", "--source", "digits", "--samples", "1000");
      ThalwegProcess trainer =
          cluster.startService("train", "--hidden", "32", "--snapshot-every", "500");
      int snapshots = cluster.watchRing(1).size();
      trainer.terminate();
      trainer.awaitExit(CommandLineCluster.LONG);
      assertThat(snapshots).isPositive();

      // Then: what has to write a file says which, and that there is no room
      ThalwegProcess export =
          start(disk, started, "snapshots", "export", "--out", full + "/m.onnx");
      assertThat(export.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
      assertSentence(export, "m.onnx can't be written", "No space left on device");

      ThalwegProcess up =
          ThalwegProcess.startUnder(
              disk.program(), stack.home(), "up", "--dir", full.resolve("stack").toString());
      started.add(up);
      assertThat(up.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
      assertSentence(up, full.toString(), "No space left on device");

      // Then: state is kept in memory and in topics
      for (List<String> service :
          List.of(
              List.of("train", "--hidden", "32", "--snapshot-every", "500"), List.of("monitor"))) {
        List<String> args = new ArrayList<>(service);
        args.addAll(List.of("--instance", "full"));
        args.addAll(List.of("--state-dir", full.resolve(service.get(0)).toString()));
        args.addAll(List.of("--ready-file", full.resolve("ready").toString()));
        ThalwegProcess running = start(disk, started, args.toArray(String[]::new));
        LoadedPipelines.await(List.of(running), s -> s.err().contains("is ready"));
        running.terminate();
        running.awaitExit(CommandLineCluster.LONG);
      }
    } finally {
      started.forEach(ThalwegProcess::close);
    }
  }

  private ThalwegProcess start(FullDisk disk, List<ThalwegProcess> started, String... args) {
    Connection connection = stack.connection();
    Stream<String> all =
        Stream.concat(
            Stream.of(args),
            Stream.of(
                "--bootstrap-server",
                connection.bootstrapServer(),
                "--schema-registry",
                connection.schemaRegistry(),
                "--pipeline",
                NAME));
    ThalwegProcess process =
        ThalwegProcess.startUnder(disk.program(), stack.home(), all.toArray(String[]::new));
    started.add(process);
    return process;
  }

  private static void assertSentence(ThalwegProcess process, String... parts) {
    assertThat(process.err().lines().filter(line -> line.startsWith("thalweg: ")))
        .as(process.describe())
        .singleElement()
        .asString()
        .contains(parts);
    assertThat(process.err()).doesNotContain("\tat ");
  }
}
