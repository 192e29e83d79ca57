package dev.thalweg.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.producer.SampleOrder.Position;
import dev.thalweg.producer.SampleOrder.Shuffle;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.UserException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleOrderTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 64, 65, 1_000, 60_000})
  void everyEpoch_isAPermutation(long size) {
    SampleOrder order = new SampleOrder(size, 3 * size, Shuffle.EVERY_EPOCH, 7);

    for (long epoch = 1; epoch <= 3; epoch++) {
      assertThat(LongStream.of(epoch(order, epoch)).sorted().toArray())
          .isEqualTo(LongStream.range(0, size).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 5, 16, 65, 1_000})
  void indexOf_isTheInverseOfAt(long size) {
    for (Shuffle shuffle : Shuffle.values()) {
      SampleOrder order = new SampleOrder(size, 3 * size - 1, shuffle, 7);
      for (long index = 0; index < order.total(); index++) {
        assertThat(order.indexOf(order.at(index))).hasValue(index);
      }
      Position last = new SampleOrder(size, 3 * size, shuffle, 7).at(3 * size - 1);
      assertThat(order.indexOf(last)).as("beyond the stream").isEmpty();
      assertThat(order.indexOf(new Position(4, 0))).isEmpty();
      assertThat(order.indexOf(new Position(1, size))).isEmpty();
      assertThat(order.indexOf(new Position(0, 0))).isEmpty();
    }
  }

  @Test
  void indexOf_anEndlessSourcesPosition_isItsIndex() {
    SampleOrder order = new SampleOrder(ExampleSource.ENDLESS, 1_000, Shuffle.LATER_EPOCHS, 7);

    assertThat(order.indexOf(new Position(1, 999))).hasValue(999);
    assertThat(order.indexOf(new Position(1, 1_000))).isEmpty();
    assertThat(order.indexOf(new Position(2, 0))).isEmpty();
  }

  @Test
  void firstEpoch_isInTheSourcesOrderAndLaterOnesEachInTheirOwn() {
    SampleOrder order = SampleOrder.of(new Counting(1_000), 3, ExampleSource.ENDLESS, 7);

    assertThat(epoch(order, 1)).isEqualTo(LongStream.range(0, 1_000).toArray());
    assertThat(epoch(order, 2)).isNotEqualTo(epoch(order, 1)).isNotEqualTo(epoch(order, 3));
    assertThat(order.at(2_999).epoch()).isEqualTo(3);
  }

  @Test
  void shuffle_canBeOffOrInEveryEpoch() {
    SampleOrder order = SampleOrder.of(new Counting(100), 2, ExampleSource.ENDLESS, 7);

    assertThat(epoch(order.with(Shuffle.NEVER), 2)).isEqualTo(LongStream.range(0, 100).toArray());
    assertThat(epoch(order.with(Shuffle.EVERY_EPOCH), 1))
        .isNotEqualTo(LongStream.range(0, 100).toArray());
  }

  @Test
  void order_dependsOnTheSeedAlone() {
    SampleOrder order = new SampleOrder(1_000, 2_000, Shuffle.LATER_EPOCHS, 7);

    assertThat(epoch(new SampleOrder(1_000, 9_000, Shuffle.LATER_EPOCHS, 7), 2))
        .isEqualTo(epoch(order, 2));
    assertThat(epoch(new SampleOrder(1_000, 2_000, Shuffle.LATER_EPOCHS, 8), 2))
        .isNotEqualTo(epoch(order, 2));
    assertThat(order.at(1_000)).as("for ever, on every platform").isEqualTo(new Position(2, 924));
  }

  /** Neighbours stay neighbours, and places stay places, about as often as by chance (1). */
  @Test
  void shuffle_leavesNoPattern() {
    long[] epoch = epoch(new SampleOrder(60_000, 60_000, Shuffle.EVERY_EPOCH, 1), 1);
    long fixed = 0;
    long neighbours = 0;
    double moved = 0;
    for (int i = 0; i < epoch.length; i++) {
      fixed += epoch[i] == i ? 1 : 0;
      neighbours += i > 0 && epoch[i] == epoch[i - 1] + 1 ? 1 : 0;
      moved += Math.abs(epoch[i] - i);
    }

    assertThat(fixed).isLessThan(10);
    assertThat(neighbours).isLessThan(10);
    // The mean distance of two uniform places is a third of the length.
    assertThat(moved / epoch.length).isBetween(19_500.0, 20_500.0);
  }

  @Test
  void samples_capTheStream() {
    SampleOrder order = SampleOrder.of(new Counting(100), 5, 150, 7);

    assertThat(order.total()).isEqualTo(150);
    assertThat(order.at(149).epoch()).isEqualTo(2);
    assertThatThrownBy(() -> order.at(150)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(SampleOrder.of(new Counting(100), 1, 150, 7).total()).isEqualTo(100);
  }

  @Test
  void endlessSource_hasOneEpochAndEndsOnlyByTheCap() {
    ExampleSource digits = new GeneratedDigits(1, Split.TRAIN);

    SampleOrder endless = SampleOrder.of(digits, 3, ExampleSource.ENDLESS, 7);

    assertThat(endless.isEndless()).isTrue();
    assertThat(endless.at(5_000_000_000L)).isEqualTo(new Position(1, 5_000_000_000L));
    assertThat(SampleOrder.of(digits, 1, 10, 7).total()).isEqualTo(10);
  }

  @Test
  void hugeNumberOfEpochs_isEndlessInsteadOfOverflowing() {
    SampleOrder order =
        SampleOrder.of(new Counting(60_000), Long.MAX_VALUE, ExampleSource.ENDLESS, 7);

    assertThat(order.isEndless()).isTrue();
    assertThat(order.at(1L << 60).index()).isBetween(0L, 59_999L);
  }

  @Test
  void epochsOrSamples_belowOneAreRefused() {
    assertThatThrownBy(() -> SampleOrder.of(new Counting(1), 0, 1, 7))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--epochs 0");
    assertThatThrownBy(() -> SampleOrder.of(new Counting(1), 1, 0, 7))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--samples 0");
  }

  private static long[] epoch(SampleOrder order, long epoch) {
    return LongStream.range((epoch - 1) * order.size(), epoch * order.size())
        .map(i -> order.at(i).index())
        .toArray();
  }
}
