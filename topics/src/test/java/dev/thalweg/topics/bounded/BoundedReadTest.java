package dev.thalweg.topics.bounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BoundedReadTest {
  private static final TopicPartition PARTITION = LogInMemory.PARTITION;

  private final List<Long> read = new ArrayList<>();

  private void take(ConsumerRecord<byte[], byte[]> record) {
    read.add(record.offset());
  }

  private static BoundedRead of(LogInMemory log) {
    return new BoundedRead(log, () -> false);
  }

  @Test
  void read_endsAtItsEnd_andStandsThere_thoughAPollBringsMore() {
    LogInMemory log = new LogInMemory(4, 8).add(0, 1, 2, 3, 4, 5, 6, 7);

    assertThat(of(log).read(PARTITION, 1, 3, this::take)).isTrue();
    assertThat(read).containsExactly(1L, 2L);
    assertThat(log.position(PARTITION)).isEqualTo(3);

    assertThat(of(log).read(Map.of(PARTITION, 8L), this::take)).isTrue();
    assertThat(read).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void read_passesGapsMarkersAndAnAbortedTail() {
    // Given: compaction has removed 1 to 3, 5 is a marker, and what follows 6 was aborted
    LogInMemory log = new LogInMemory(2, 20).add(0, 4, 6);

    // Then
    assertThat(of(log).read(PARTITION, 0, 20, this::take)).isTrue();
    assertThat(read).containsExactly(0L, 4L, 6L);
    assertThat(log.position(PARTITION)).isEqualTo(20);
  }

  @Test
  void read_ofAnEmptyStretch_pollsNothing() {
    LogInMemory log = new LogInMemory(2, 5).add(0, 1);

    assertThat(of(log).read(PARTITION, 5, 5, this::take)).isTrue();
    assertThat(log.polls).isZero();
  }

  @Test
  void readWithoutHeadway_failsAfterTheOneIdleLimit_andNamesThePlace() {
    LogInMemory log = new LogInMemory(2, 9).add(0, 1);
    log.silent = true;

    assertThatThrownBy(() -> of(log).read(PARTITION, 1, 9, this::take))
        .isInstanceOf(StalledReadException.class)
        .hasMessageContaining("log-0 can't be read from offset 1 on, though it goes on to 9");
    assertThat(log.polls).isEqualTo(BoundedRead.IDLE_POLLS_MAX);
    assertThat(read).isEmpty();
  }

  @Test
  void scanWithoutHeadway_failsWithASentenceForPeople() {
    LogInMemory log = new LogInMemory(2, 9).add(0, 1);
    log.silent = true;

    assertThatThrownBy(() -> new TopicScan(log).read("log", this::take))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("log-0 can't be read from offset 0 on");
  }

  @Test
  void abandonedRead_endsBetweenPolls_andGoesOnWhereItStood() {
    // Given
    LogInMemory log = new LogInMemory(2, 6).add(0, 1, 2, 3, 4, 5);
    BoundedRead bounded = new BoundedRead(log, () -> read.size() == 2);

    // When
    boolean complete = bounded.read(PARTITION, 0, 6, this::take);

    // Then
    assertThat(complete).isFalse();
    assertThat(read).containsExactly(0L, 1L);
    assertThat(of(log).read(Map.of(PARTITION, 6L), this::take)).isTrue();
    assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void recordThatCouldNotBeTaken_comesAgain() {
    // Given
    LogInMemory log = new LogInMemory(3, 4).add(0, 1, 2, 3);

    // When
    assertThatThrownBy(
            () ->
                of(log)
                    .read(
                        PARTITION,
                        0,
                        4,
                        record -> {
                          if (record.offset() == 1) {
                            throw new IllegalStateException("not now");
                          }
                          take(record);
                        }))
        .hasMessage("not now");

    // Then
    assertThat(of(log).read(Map.of(PARTITION, 4L), this::take)).isTrue();
    assertThat(read).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void tail_readsEachRecordOnce_backwardsInWindowsThatDouble_untilItHasEnough() {
    // Given
    LogInMemory log = new LogInMemory(100, 16);
    for (long offset = 0; offset < 16; offset++) {
      log.add(offset);
    }
    PartitionTail tail = new PartitionTail(log, "log", () -> false);

    // When
    assertThat(tail.searchBack(this::take, () -> read.contains(5L))).isTrue();

    // Then: windows that begin 2, 4, 8 and 16 before the end
    assertThat(read)
        .containsExactly(14L, 15L, 12L, 13L, 8L, 9L, 10L, 11L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(log.position(PARTITION)).isEqualTo(16);
  }

  @Test
  void tail_givesTheRecordAtAnOffset_orNothingWhereThereIsNone_andStaysWhereItWas() {
    LogInMemory log = new LogInMemory(2, 9).add(0, 1, 2, 7);
    PartitionTail tail = new PartitionTail(log, "log", () -> false);
    log.seek(PARTITION, 2);

    assertThat(tail.at(7).map(ConsumerRecord::offset)).contains(7L);
    assertThat(tail.at(1).map(ConsumerRecord::offset)).contains(1L);
    assertThat(tail.at(3)).isEqualTo(Optional.empty());
    assertThat(tail.at(9)).isEqualTo(Optional.empty());
    assertThat(log.position(PARTITION)).isEqualTo(2);
  }
}
