package dev.thalweg.topics.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartOrderTest {
  static List<Arguments> logs() {
    return List.of(
        arguments("as they are written", List.of(0, 1, 2), true),
        arguments("behind one before it", List.of(0, 1, 2, 0, 1, 2), true),
        arguments("behind what compaction left of one before it", List.of(1, 2, 0, 1, 2), true),
        arguments("behind parts of a larger one", List.of(3, 4, 0, 1, 2), true),
        arguments("a part is missing", List.of(0, 2), false),
        arguments("the first is missing", List.of(1, 2), false),
        arguments("the last is missing", List.of(0, 1), false),
        arguments("one too many", List.of(0, 1, 2, 3), false),
        arguments("one comes again", List.of(0, 1, 1, 2), false),
        arguments("one comes again behind them", List.of(0, 1, 2, 1), false),
        arguments("a tombstone of one", List.of(0, 1, 2, -1), false),
        arguments("in another order", List.of(0, 2, 1), false),
        arguments("none", List.of(), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("logs")
  void threeParts_areWholeWhereTheLastOnesAreInOrder(
      String what, List<Integer> parts, boolean whole) {
    PartOrder order = new PartOrder();
    parts.forEach(order::accept);
    assertThat(order.isWhole(3)).isEqualTo(whole);
  }

  @Test
  void lengths_addUpToTheWhole() {
    for (long bytes : new long[] {1, Parts.BYTES - 1, Parts.BYTES, Parts.BYTES + 1, 5_000_000}) {
      long sum = 0;
      for (int part = 0; part < Parts.count(bytes); part++) {
        assertThat(Parts.length(part, bytes)).isBetween(1, Parts.BYTES);
        sum += Parts.length(part, bytes);
      }
      assertThat(sum).isEqualTo(bytes);
    }
  }
}
