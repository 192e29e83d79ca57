package dev.thalweg.monitor.web.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TrainingCurveTest {
  private final TrainingCurve curve = new TrainingCurve();

  private JsonNode told(boolean all) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      if (all) {
        curve.writeAll(json);
      } else {
        curve.writeChanges(json);
      }
      json.writeEndObject();
    }
    return Values.json(out.toByteArray()).get("training");
  }

  @Test
  void longHistory_staysBoundedAndItsMeansExact() throws IOException {
    // Given
    int steps = 100_000;
    long correct = 0;
    double loss = 0;

    // When
    for (int step = 1; step <= steps; step++) {
      curve.add(Values.progress(0, step, step % 33, 1.0 / step));
      correct += step % 33;
      loss += 1.0 / step;
    }

    // Then
    JsonNode points = told(true).get("points");
    assertThat(points.size())
        .isLessThanOrEqualTo(TrainingCurve.POINTS_MAX)
        .isGreaterThan(TrainingCurve.POINTS_MAX / 4);
    long count = 0;
    double correctSum = 0;
    double lossSum = 0;
    for (JsonNode point : points) {
      count += point.get(3).asLong();
      correctSum += point.get(3).asLong() * point.get(4).asDouble();
      lossSum += point.get(3).asLong() * point.get(5).asDouble();
    }
    assertThat(count).isEqualTo((long) steps * Values.BATCH);
    assertThat(correctSum)
        .isCloseTo((double) correct, within(1e-5 * count)); // told with five places
    assertThat(lossSum).isCloseTo(loss * Values.BATCH, within(1e-5 * count));
    assertThat(points.get(points.size() - 1).get(1).asLong()).isEqualTo(count);
  }

  @Test
  void change_isToldOnceAndAloneUntilPointsAreThinned() throws IOException {
    // Given
    curve.add(Values.progress(0, 1, 3, 2.0));
    curve.add(Values.progress(0, 50, 30, 0.5));
    assertThat(told(false).get("points")).hasSize(2);

    // When
    curve.add(Values.progress(0, 51, 32, 0.25));

    // Then
    JsonNode changes = told(false);
    assertThat(changes.get("whole").asBoolean()).isFalse();
    assertThat(changes.get("points")).hasSize(1);
    assertThat(changes.get("points").get(0).get(1).asLong()).isEqualTo(51 * Values.BATCH);
    assertThat(curve.hasChanged()).isFalse();

    // When: so many points that each two become one
    for (int step = 52; curve.points() < TrainingCurve.POINTS_MAX; step += 4) {
      curve.add(Values.progress(0, step, 32, 0.25));
    }
    told(false);
    curve.add(Values.progress(0, 1_000_000, 32, 0.25));

    // Then
    assertThat(told(false).get("whole").asBoolean()).isTrue();
  }

  @Test
  void lossThatIsNotFinite_isLeftOutOfTheMean() throws IOException {
    // When
    curve.add(Values.progress(0, 1, 4, 2.0));
    curve.add(Values.progress(0, 2, 8, Double.NaN));
    curve.add(Values.progress(0, 100, 8, Double.POSITIVE_INFINITY));

    // Then
    JsonNode points = told(true).get("points");
    assertThat(points.get(0).get(4).asDouble()).isEqualTo(12.0 / 64, within(1e-5));
    assertThat(points.get(0).get(5).asDouble()).isEqualTo(2.0);
    assertThat(points.get(1).get(5).isNull()).isTrue();
  }

  @Test
  void samplesOfSeveralLearners_areAddedUp() throws IOException {
    // When
    curve.add(Values.progress(0, 10, 30, 0.5));
    curve.add(Values.progress(1, 20, 30, 0.5));
    curve.add(Values.progress(0, 12, 30, 0.5));

    // Then
    JsonNode points = told(true).get("points");
    assertThat(points.get(points.size() - 1).get(1).asLong()).isEqualTo((12 + 20) * Values.BATCH);
  }

  @Test
  void recordThatNoTrainerWrites_changesNothingOrStaysBounded() throws IOException {
    // When
    var empty = Values.progress(0, 1, 1, 0.5);
    empty.setBatchSize(0);
    curve.add(empty);
    for (int partition = 0; partition < 5_000; partition++) {
      var far = Values.progress(partition, 1, -7, 0.5);
      far.setSamples(Long.MAX_VALUE - partition * 1_000_000_007L);
      curve.add(far);
    }

    // Then
    assertThat(curve.points()).isPositive().isLessThanOrEqualTo(TrainingCurve.POINTS_MAX);
    assertThat(told(true).get("points").get(0).get(4).asDouble()).isBetween(0.0, 1.0);
  }
}
