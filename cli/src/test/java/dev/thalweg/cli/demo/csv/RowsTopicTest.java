package dev.thalweg.cli.demo.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTopicTest {
  private static List<Long> missing(long[] ends, long rows) {
    List<Long> missing = new ArrayList<>();
    for (long row = 0; row < rows; row++) {
      if (!RowsTopic.has(ends, row)) {
        missing.add(row);
      }
    }
    return missing;
  }

  @Test
  void rows_areThereUpToTheEndOfTheirPartition() {
    assertThat(missing(new long[] {0}, 3)).containsExactly(0L, 1L, 2L);
    assertThat(missing(new long[] {2}, 3)).containsExactly(2L);
    assertThat(missing(new long[] {5}, 3)).isEmpty();
    assertThat(missing(new long[] {3, 1, 2}, 9)).containsExactly(4L, 7L, 8L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void stoppedAnywhere_everyRowComesOnceAndInOrder(int partitions) {
    // Given partitions that were cut off at different rows
    List<List<Long>> topic = new ArrayList<>();
    long[] ends = new long[partitions];
    for (int p = 0; p < partitions; p++) {
      topic.add(new ArrayList<>());
      ends[p] = (p * 5L + 2) % 4;
      for (long row = 0; row < ends[p]; row++) {
        topic.get(p).add(row * partitions + p);
      }
    }

    // When the rest is sent
    missing(ends, 40).forEach(row -> topic.get(RowsTopic.partition(ends, row)).add(row));

    // Then
    assertThat(topic.stream().flatMap(List::stream)).hasSize(40).doesNotHaveDuplicates();
    assertThat(topic).allSatisfy(rows -> assertThat(rows).isSorted());
  }
}
