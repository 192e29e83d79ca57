package dev.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.ExampleSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProduceCommandTest {
  private static final ExampleSource SOURCE = new Images("mnist", 1_000);

  private static SampleOrder order(String... args) {
    return CommandLines.parse(ProduceCommand.class, Map.of(), args).order(SOURCE);
  }

  private static List<Long> firstPass(SampleOrder order) {
    return LongStream.range(0, SOURCE.size()).mapToObj(i -> order.at(i).index()).toList();
  }

  @Test
  void samples_areInTheOrderOfTheirFileInTheFirstPass() {
    assertThat(firstPass(order("produce"))).isSorted();
  }

  @Test
  void images_areShuffledBySeedFromTheFirstPassOn() {
    // When
    List<Long> images = firstPass(order("produce", "--to", "examples"));
    // Then
    assertThat(images)
        .isNotEqualTo(images.stream().sorted().toList())
        .containsExactlyInAnyOrderElementsOf(firstPass(order("produce")))
        .isEqualTo(firstPass(order("produce", "--to", "examples")))
        .isNotEqualTo(firstPass(order("produce", "--to", "examples", "--data-seed", "2")));
  }

  @Test
  void images_areFoundAgainWhereTheStreamWasCutOff() {
    SampleOrder order = order("produce", "--to", "examples", "--epochs", "2", "--samples", "1500");
    for (long index = 0; index < order.total(); index++) {
      assertThat(order.indexOf(order.at(index))).isEqualTo(OptionalLong.of(index));
    }
  }
}
