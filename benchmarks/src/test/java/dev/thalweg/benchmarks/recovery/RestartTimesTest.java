package dev.thalweg.benchmarks.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.benchmarks.recovery.Recovery.OfCase;
import dev.thalweg.benchmarks.recovery.Recovery.Once;
import dev.thalweg.benchmarks.run.Machine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartTimesTest {
  private static final long LAUNCHED_MS = Instant.parse("2026-11-30T18:41:22.190Z").toEpochMilli();

  private static final String LOG =
      """
        pipeline = r
      2026-11-30T18:41:22.702Z INFO org.apache.kafka.common.config.AbstractConfig - AdminClientConfig values:
      \tbootstrap.servers = [127.0.0.1:42395]
      2026-11-30T18:41:22.913Z INFO org.nd4j.linalg.cpu.nativecpu.CpuBackend - Backend build information:
      2026-11-30T18:41:23.471Z INFO org.apache.kafka.common.config.AbstractConfig - AdminClientConfig values:
      2026-11-30T18:41:23.640Z INFO org.apache.kafka.streams.KafkaStreams - stream-client [r] Kafka Streams version: 4.3.1
      2026-11-30T18:41:23.768Z INFO o.a.k.c.c.internals.ConsumerCoordinator - Successfully synced group in generation 1
      2026-11-30T18:41:24.051Z INFO o.a.k.c.p.internals.TransactionManager - ProducerId set to 1 with epoch 13
      2026-11-30T18:41:24.154Z INFO o.a.k.s.p.internals.StoreChangelogReader - Finished restoring changelog r-0
      2026-11-30T18:41:24.332Z INFO o.a.k.s.p.internals.StreamTask - task [0_0] Restored and ready to run
      """;

  @Test
  void phases_endWithTheLinesOfTheLog() {
    // When
    RestartTimes times = RestartTimes.of(LOG, LAUNCHED_MS, LAUNCHED_MS + 2_160).orElseThrow();
    // Then
    assertThat(times.phasesMs())
        .containsEntry(RestartPhase.PROCESS, 512L)
        .containsEntry(RestartPhase.TOPICS, 938L)
        .containsEntry(RestartPhase.GROUP, 128L)
        .containsEntry(RestartPhase.TRANSACTION, 283L)
        .containsEntry(RestartPhase.STATE, 103L)
        .containsEntry(RestartPhase.FOLD, 178L)
        .containsEntry(RestartPhase.STEP, 18L);
    assertThat(times.getSumMs()).isEqualTo(2_160);
    assertThat(times.nativeMs()).isEqualTo(723);
  }

  @Test
  void phases_ofALogThatLacksAnEnd_areNone() {
    assertThat(RestartTimes.of("The trainer is ready.\n", LAUNCHED_MS, LAUNCHED_MS)).isEmpty();
    assertThat(
            RestartTimes.of(
                LOG.replace("Finished restoring", "Restored"), LAUNCHED_MS, LAUNCHED_MS + 3_000))
        .isEmpty();
  }

  @Test
  void table_tellsTheMiddleAndTheWorstOfEachPhase() {
    // Given three restarts, of which one waited for its first samples
    List<RestartTimes> restarts =
        List.of(
            RestartTimes.of(LOG, LAUNCHED_MS, LAUNCHED_MS + 2_160).orElseThrow(),
            RestartTimes.of(LOG, LAUNCHED_MS, LAUNCHED_MS + 3_142).orElseThrow(),
            RestartTimes.of(LOG, LAUNCHED_MS, LAUNCHED_MS + 2_152).orElseThrow());
    OfCase killed =
        new OfCase(
            RecoveryCase.KILLED, 100_000, 0, List.of(new Once(2_000, 2_600, false, 1)), restarts);
    // When
    String table = new Recovery(Machine.here(), "online", 2_000, List.of(killed)).table();
    // Then
    assertThat(table)
        .contains("| the state is read | 103 | 103 |")
        .contains("| samples come, and the first new step is taken | 18 | 1,000 |")
        .contains("| all of them | 2,160 | 3,142 |");
  }
}
