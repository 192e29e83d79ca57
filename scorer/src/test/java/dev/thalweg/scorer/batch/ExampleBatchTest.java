package dev.thalweg.scorer.batch;

import static dev.thalweg.model.network.Datatype.FP32;
import static dev.thalweg.model.network.Datatype.UINT8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleBatchTest {
  private static final Architecture TWO_BY_ONE =
      Architecture.parse("1x2 dense(4,softmax) cross_entropy");

  private static ServedModel model(
      Architecture architecture, dev.thalweg.model.network.Datatype datatype) {
    Parameters parameters = Parameters.of(architecture, new float[architecture.parameterCount()]);
    return new ServedModel("digits", 0, 1, "0", parameters, datatype, Instant.EPOCH);
  }

  private static Example numbers(float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return new Example("n", List.of(1, 2), Datatype.FP32, data.flip(), Instant.EPOCH);
  }

  private static Example image(String id, int height, int width, int pixels) {
    return new Example(
        id, List.of(height, width), Datatype.UINT8, ByteBuffer.allocate(pixels), Instant.EPOCH);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(image("a", 2, 1, 2), "The example is 2x1 UINT8 and the model takes 1x2 UINT8."),
        arguments(
            image("a", -1, -2, 2), "The example is -1x-2 UINT8 and the model takes 1x2 UINT8."),
        arguments(
            image("a", 1, 2, 3),
            "The example has 3 bytes, its shape and datatype (1x2 UINT8) say 2."),
        arguments(
            image("a", 1, 2, 0),
            "The example has 0 bytes, its shape and datatype (1x2 UINT8) say 2."),
        arguments(image("", 1, 2, 2), "The id has 0 characters; give it 1 to 1024."),
        arguments(image("x".repeat(1_025), 1, 2, 2), "The id has 1025 characters"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void imageThatDoesNotFit_isRefusedAndTakesNoRoom(Example image, String reason) {
    try (ExampleBatch batch = new ExampleBatch(model(TWO_BY_ONE, UINT8), 2)) {
      // When / Then
      assertThatThrownBy(() -> batch.add(image, Optional.empty()))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith(reason);
      assertThat(batch.count()).isZero();
    }
  }

  @Test
  void numbers_areTakenAsTheyAreByAModelOfNumbersAlone() throws RefusedException {
    // Given: the sum of the first input for class 0, of the second for class 1
    Parameters sums = Parameters.of(TWO_BY_ONE, new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    try (ExampleBatch batch = new ExampleBatch(model(TWO_BY_ONE, FP32), 4)) {
      batch.add(numbers(-300, 2.5f), Optional.empty());
      batch.add(numbers(1e6f, 2.5f), Optional.empty());

      // When
      batch.score(sums);

      // Then
      assertThat(batch.label(0)).isEqualTo(1);
      assertThat(batch.label(1)).isZero();
      assertThatThrownBy(() -> batch.add(numbers(1, Float.NaN), Optional.empty()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("NaN");
      assertThatThrownBy(() -> batch.add(image("a", 1, 2, 2), Optional.empty()))
          .isInstanceOf(RefusedException.class)
          .hasMessage("The example is 1x2 UINT8 and the model takes 1x2 FP32.");
      assertThat(batch.count()).isEqualTo(2);
    }
    try (ExampleBatch batch = new ExampleBatch(model(TWO_BY_ONE, UINT8), 2)) {
      assertThatThrownBy(() -> batch.add(numbers(1, 2), Optional.empty()))
          .isInstanceOf(RefusedException.class)
          .hasMessage("The example is 1x2 FP32 and the model takes 1x2 UINT8.");
    }
  }

  @Test
  void regression_tellsTheNumberInPlaceOfClasses() throws RefusedException {
    // Given: 10 + 2 (x + y)
    Architecture sum = Architecture.parse("1x2 dense(1,scaled) mean_squared_error");
    try (ExampleBatch batch = new ExampleBatch(model(sum, FP32), 4)) {
      batch.add(numbers(-300, 2.5f), Optional.empty());
      batch.add(numbers(0.5f, 2.5f), Optional.empty());

      // When
      batch.score(Parameters.of(sum, new float[] {1, 1, 0, 10, 2}));

      // Then
      Prediction prediction = new Prediction();
      batch.tell(1, prediction);
      assertThat(prediction.getValue()).isEqualTo(16.0);
      assertThat(prediction.getLabel()).isEqualTo(-1);
      assertThat(prediction.getProbabilities()).isEmpty();
      batch.tell(0, prediction);
      assertThat(prediction.getValue()).isEqualTo(-585.0);
    }
  }

  @Test
  void label_isTheLowestOfEquals() throws RefusedException {
    // Given: biases alone, of which the second and the fourth are equal and highest
    float[] values = {0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 2, 3};
    try (ExampleBatch batch = new ExampleBatch(model(TWO_BY_ONE, UINT8), 2)) {
      batch.add(image("a", 1, 2, 2), Optional.empty());

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
    try (ExampleBatch batch = new ExampleBatch(model(large, UINT8), ScorerConfig.BATCH_MAX)) {
      batch.add(image("a", 4096, 4096, 4096 * 4096), Optional.empty());

      // Then
      assertThat(batch.isFull()).isTrue();
    }
  }
}
