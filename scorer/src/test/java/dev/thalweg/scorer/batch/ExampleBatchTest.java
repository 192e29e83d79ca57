package dev.thalweg.scorer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.snapshots.RefusedException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleBatchTest {
  private static final Architecture TWO_BY_ONE =
      Architecture.parse("1x2 dense(4,softmax) cross_entropy");

  private static Example image(String id, int height, int width, int pixels) {
    return new Example(
        id, List.of(height, width), Datatype.UINT8, ByteBuffer.allocate(pixels), Instant.EPOCH);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(image("a", 2, 1, 2), "The image is 2x1 and the model takes 1x2."),
        arguments(image("a", -1, -2, 2), "The image is -1x-2 and the model takes 1x2."),
        arguments(image("a", 1, 2, 3), "The image has 3 pixels and says that it is 1x2."),
        arguments(image("a", 1, 2, 0), "The image has 0 pixels and says that it is 1x2."),
        arguments(image("", 1, 2, 2), "The id has 0 characters; give it 1 to 1024."),
        arguments(image("x".repeat(1_025), 1, 2, 2), "The id has 1025 characters"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void imageThatDoesNotFit_isRefusedAndTakesNoRoom(Example image, String reason) {
    try (ExampleBatch batch = new ExampleBatch(TWO_BY_ONE, 2)) {
      // When / Then
      assertThatThrownBy(() -> batch.add(image))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith(reason);
      assertThat(batch.count()).isZero();
    }
  }

  @Test
  void label_isTheLowestOfEquals() throws RefusedException {
    // Given: biases alone, of which the second and the fourth are equal and highest
    float[] values = {0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 2, 3};
    try (ExampleBatch batch = new ExampleBatch(TWO_BY_ONE, 2)) {
      batch.add(image("a", 1, 2, 2));

      // When
      batch.score(Parameters.of(TWO_BY_ONE, values));

      // Then
      assertThat(batch.label(0)).isEqualTo(1);
    }
  }

  @Test
  void capacity_isCutWhereImagesWouldTakeTooMuchMemory() throws RefusedException {
    // Given: 16 MiB for each image
    Architecture large = Architecture.parse("4096x4096 dense(2,softmax) cross_entropy");

    // When
    try (ExampleBatch batch = new ExampleBatch(large, ScorerConfig.BATCH_MAX)) {
      batch.add(image("a", 4096, 4096, 4096 * 4096));

      // Then
      assertThat(batch.isFull()).isTrue();
    }
  }
}
