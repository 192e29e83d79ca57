package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.serving.SnapshotLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class GateElectionTest {
  private final MockConsumer<byte[], byte[]> member = new MockConsumer<>("latest");
  private final GateElection election = new GateElection(member, Fixture.PIPELINE);

  @Test
  void office_isHeldWhileThePartitionIsAssigned() {
    // Given
    member.updateEndOffsets(Map.of(SnapshotLog.PARTITION, 0L));
    boolean before = election.holds(Duration.ZERO);

    // When
    member.rebalance(List.of(SnapshotLog.PARTITION));
    boolean assigned = election.holds(Duration.ZERO);
    boolean paused = member.paused().contains(SnapshotLog.PARTITION);
    member.rebalance(List.of());
    boolean revoked = election.holds(Duration.ZERO);

    // Then
    assertThat(before).isFalse();
    assertThat(assigned).isTrue();
    assertThat(paused).isTrue();
    assertThat(revoked).isFalse();
  }

  @Test
  void close_leavesTheGroup() {
    election.close();

    assertThat(member.closed()).isTrue();
  }
}
