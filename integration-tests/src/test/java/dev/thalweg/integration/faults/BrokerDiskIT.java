package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.FreePort;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TakesMinutes;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** All services under a steady load, while the broker's disk fills up and is free again. */
@TakesMinutes
@OnEachStack(containersByDefault = false)
class BrokerDiskIT {
  private static final int DISK_MB = 96;

  @Parameter TestStack stack;
  private final int kafkaPort = FreePort.find();
  private final int registryPort = FreePort.find();

  @Test
  void brokerWhoseDiskIsFull_ends_andOnceThereIsRoomNothingIsLostOrTwice() throws Exception {
    assumeThat(FullDisk.in(stack.home(), 4).isPossible())
        .as("a file system of the test's own (unshare, mount)")
        .isTrue();
    Connection connection =
        new Connection(
            "127.0.0.1:" + kafkaPort,
            "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7",
            Map.of(),
            true);
    try (SmallDisk disk = SmallDisk.in(stack.home(), DISK_MB);
        ThalwegProcess first = started(disk);
        LoadedPipelines load =
            new LoadedPipelines(stack.home(), connection, connection, "brokerdisk", "")) {
      // Given
      ThalwegProcess trainer = load.startServices();
      ThalwegProcess samples = load.produce(load.cluster(), "samples", 100);
      ThalwegProcess examples = load.produce(load.cluster(), "examples", 40);
      ThalwegProcess others = load.produce(load.once(), "examples", 40);
      LoadedPipelines.await(
          load.services().subList(0, 4), service -> service.err().contains("is ready"));
      load.awaitProgress();

      // When
      disk.fill();

      // Then: the broker ends, and so does a start
      assertThat(first.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
      assertThat(first.err()).contains("there is no room on the disk of");
      load.awaitEach(service -> service.err().contains("Waiting up to 4m for the broker at "));
      try (ThalwegProcess second = start(disk)) {
        assertThat(second.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
        assertThat(second.err())
            .containsAnyOf("there is no room on the disk of", "No space left on device");
      }

      // When
      disk.free();
      try (ThalwegProcess third = started(disk)) {
        load.awaitEach(service -> service.err().contains(" answers again, and work goes on."));
        load.awaitProgress();

        // Then
        assertThat(third.isAlive()).isTrue();
        assertThat(load.services()).allMatch(ThalwegProcess::isAlive);
        load.assertEverySampleIsLearnedOnce(trainer, LoadedPipelines.sent(samples));
        load.assertEveryExampleIsScoredAndCounted(
            LoadedPipelines.sent(examples), LoadedPipelines.sent(others));
        load.assertNothingForDevelopersWasSaid();
      }
    }
  }

  private ThalwegProcess start(SmallDisk disk) {
    return ThalwegProcess.startUnder(
        disk.program(),
        stack.home(),
        "up",
        "--dir",
        disk.folder().resolve("stack").toString(),
        "--kafka-port",
        Integer.toString(kafkaPort),
        "--registry-port",
        Integer.toString(registryPort));
  }

  private ThalwegProcess started(SmallDisk disk) {
    ThalwegProcess up = start(disk);
    Awaitility.await("the stack")
        .atMost(CommandLineCluster.LONG)
        .failFast(() -> assertThat(up.isAlive()).as(up.describe()).isTrue())
        .until(() -> up.out().contains("Connect "));
    return up;
  }
}
