package dev.thalweg.monitor.web.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.monitor.web.state.served.PairList;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.TwoClassScores;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models of rows of named numbers, and of a number that is predicted. */
class PageOfNumbersTest {
  private static final String MAPPING =
      """
      features: [volt, {field: city, type: category, values: [Sydney]}]
      target: {field: state, classes: [DOWN, UP]}
      """;

  private static final String SCALED = "2 standardize dense(1,scaled) huber(1)";

  private final PageState state = new PageState("digits");

  private JsonNode all() {
    return Values.json(state.all());
  }

  private static Snapshot snapshot(String architecture, String mapping, float... parameters) {
    Snapshot snapshot = Values.snapshot(1, architecture, "FP32");
    snapshot.setHyperparameters(Map.of("datatype", "FP32", "mapping", mapping));
    snapshot.setParameters(bytes(parameters));
    return snapshot;
  }

  private static ByteBuffer bytes(float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
    return bytes;
  }

  private static Sample row(float... numbers) {
    return Sample.newBuilder()
        .setId("s")
        .setShape(List.of(numbers.length))
        .setDatatype(Datatype.FP32)
        .setData(bytes(numbers))
        .setTarget(0)
        .build();
  }

  private static Prediction prediction(String id, double value) {
    Prediction prediction = Values.prediction(id, "digits", -1);
    prediction.setProbabilities(List.of());
    prediction.setValue(value);
    return prediction;
  }

  private static Label label(String id, double value) {
    return new Label(id, -1, Values.AT, value);
  }

  @Test
  void errorsOfNumbers_areToldOfTrainingWindowsVersionsTotalAndSnapshots() {
    // Given
    TrainingProgress progress = Values.progress(0, 1, 0, 0.5);
    progress.setErrors(new ErrorSums(32L, 16.0, 32.0, 5.0, 64.0));
    progress.setUnchangedError(8.0);
    Snapshot snapshot = snapshot(SCALED, "");
    snapshot.setError(1.0 / 3);

    // When
    state.add(progress);
    for (AccuracyScope scope : List.of(AccuracyScope.WINDOW, AccuracyScope.VERSION)) {
      WindowAccuracy accuracy = Values.accuracy(scope, 1_000, 4, 0);
      accuracy.setErrors(new ErrorSums(4L, 1e-6, 1e-12, 5.0, 4e-12));
      state.add(accuracy);
      accuracy.setScope(AccuracyScope.TOTAL);
      state.add(accuracy);
    }
    state.add(snapshot);

    // Then
    assertThat(all().at("/input/ofNumbers").asBoolean()).isTrue();
    assertThat(all().at("/training/points/0/6").asDouble()).isEqualTo(0.5);
    assertThat(all().at("/training/points/0/7").asDouble()).isEqualTo(0.25);
    assertThat(all().at("/recent/mae").asDouble()).isEqualTo(0.5);
    assertThat(all().at("/recent/rmse").asDouble()).isEqualTo(1);
    assertThat(all().at("/recent/r2").asDouble()).isEqualTo(0.5);
    assertThat(all().at("/recent/noChangeMae").asDouble()).isEqualTo(0.25);
    assertThat(all().at("/windows/points/0/6").asDouble()).isEqualTo(2.5e-7);
    assertThat(all().at("/versions/points/0/4").asDouble()).isEqualTo(2.5e-7);
    assertThat(all().at("/total/mae").asDouble()).isEqualTo(2.5e-7);
    assertThat(all().at("/total/r2").asDouble()).isEqualTo(0.75);
    assertThat(all().at("/total/kappa").isNull()).isTrue();
    assertThat(all().at("/snapshots/0/error").asDouble()).isEqualTo(0.333333);
  }

  @Test
  void classes_haveNoErrors() {
    // When
    state.add(Values.progress(0, 1, 16, 1.5));
    state.add(Values.accuracy(AccuracyScope.WINDOW, 1_000, 100, 90));
    state.add(Values.snapshot(1));

    // Then
    assertThat(all().at("/input/ofNumbers").asBoolean()).isFalse();
    assertThat(all().at("/training/points/0/6").isNull()).isTrue();
    assertThat(all().at("/windows/points/0/6").isNull()).isTrue();
    assertThat(all().at("/snapshots/0/error").isNull()).isTrue();
    assertThat(all().get("pairs")).isEmpty();
    assertThat(all().has("features")).isFalse();
  }

  @Test
  void twoClasses_haveTheFiguresOfTheirProbabilities() {
    // Given
    WindowAccuracy accuracy = Values.accuracy(AccuracyScope.TOTAL, 1_000, 100, 90);
    state.add(accuracy);
    assertThat(all().at("/total/auc").isNull()).isTrue();
    // When
    accuracy.setTwoClasses(new TwoClassScores(100L, 0.875, 0.25, 0.5, 0.75, null));
    state.add(accuracy);
    // Then
    assertThat(all().at("/total/auc").asDouble()).isEqualTo(0.875);
    assertThat(all().at("/total/logLoss").asDouble()).isEqualTo(0.25);
    assertThat(all().at("/total/precision").asDouble()).isEqualTo(0.75);
    assertThat(all().at("/total/recall").isNull()).isTrue();
  }

  @Test
  void predictionAndTarget_meetInEitherOrder_andOnce() {
    // When
    state.add(prediction("a", 1.5));
    state.add(label("a", 2));
    state.add(label("b", 3));
    state.add(prediction("b", 3.25));
    state.add(prediction("b", 9)); // of another version
    state.add(label("a", 7)); // a repeat
    state.add(prediction("unlabelled", 4));
    state.add(prediction("wild", Double.NaN));
    state.add(label("wild", 1));
    state.add(Values.prediction("class", "digits", 1));
    state.add(Values.label("class", 1));
    Prediction challenger = prediction("c", 1);
    challenger.setModel("challenger");
    state.add(challenger);
    state.add(label("c", 1));

    // Then
    assertThat(all().get("pairs").toString()).isEqualTo("[[2.0,1.5],[3.0,3.25]]");
  }

  @Test
  void pairs_areBounded() {
    // Given
    PairList waiting = new PairList();
    // When
    for (int i = 0; i < 10_000; i++) {
      waiting.add(prediction("unlabelled-" + i, i));
      state.add(prediction("i" + i, i));
      state.add(label("i" + i, i));
    }
    // Then
    assertThat(waiting.held()).isEqualTo(PairList.HELD_MAX);
    assertThat(all().get("pairs")).hasSize(PairList.PAIRS_MAX);
    assertThat(all().at("/pairs/199/0").asDouble()).isEqualTo(9_999);
  }

  @Test
  void features_haveTheSnapshotsNamesAndScales_andTheRangesOfTheLatestSamples() {
    // Given: means 230 and 0.5, deviations 4 and 0
    state.add(
        snapshot("2 standardize dense(2,softmax) cross_entropy", MAPPING, 230, 0.5f, 0.25f, 0));
    assertThat(state.showsFeatures()).isTrue();

    // When
    state.add(row(Float.NaN, 1));
    state.add(row(220, 1));
    state.add(row(240, 0));
    state.add(row(225, 1));
    state.add(row(1, 2, 3)); // another shape

    // Then
    assertThat(all().at("/features/columns").asInt()).isEqualTo(2);
    assertThat(all().at("/features/samples").asInt()).isEqualTo(4);
    assertThat(all().at("/features/ofAll").asBoolean()).isTrue();
    assertThat(all().at("/features/rows/0").toString())
        .isEqualTo(
            "{\"name\":\"volt\",\"mean\":230.0,\"deviation\":4.0,\"min\":220.0,\"max\":240.0,"
                + "\"missing\":0.25}");
    assertThat(all().at("/features/rows/1").toString())
        .isEqualTo(
            "{\"name\":\"city=Sydney\",\"mean\":0.5,\"deviation\":0.0,\"min\":0.0,\"max\":1.0,"
                + "\"missing\":0.0}");
    assertThat(all().at("/input/classNames").toString()).isEqualTo("[\"DOWN\",\"UP\"]");
  }

  @Test
  void features_withoutMappingAndScales_areNumberedAndOfTheSamples() {
    // Given: a text that is no mapping of this program
    state.add(snapshot("2 dense(3,softmax) cross_entropy", "features: <b>", 1, 2, 3, 4));

    // When: more than are looked at
    for (int i = 0; i < FeatureList.SAMPLES_MAX; i++) {
      state.add(row(1_000, 1_000));
    }
    for (int i = 0; i < FeatureList.SAMPLES_MAX; i++) {
      state.add(row(i % 2 == 0 ? 1 : 3, Float.NaN));
    }

    // Then
    assertThat(all().at("/features/ofAll").asBoolean()).isFalse();
    assertThat(all().at("/features/samples").asInt()).isEqualTo(FeatureList.SAMPLES_MAX);
    assertThat(all().at("/features/rows/0").toString())
        .isEqualTo(
            "{\"name\":\"column 0\",\"mean\":2.0,\"deviation\":1.0,\"min\":1.0,\"max\":3.0,"
                + "\"missing\":0.0}");
    assertThat(all().at("/features/rows/1/min").isNull()).isTrue();
    assertThat(all().at("/features/rows/1/missing").asDouble()).isEqualTo(1);
    assertThat(all().get("input").get("classNames")).isEmpty();
  }

  @Test
  void manyColumns_areCounted_andTheFirstShown() {
    // Given
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      names.add("n".repeat(100) + i);
    }
    String mapping = "features: " + names + "\ntarget: {field: t, type: number}\n";
    state.add(snapshot("500 dense(1,scaled) huber(1)", mapping));

    // When
    state.add(row(new float[500]));

    // Then
    assertThat(all().at("/features/columns").asInt()).isEqualTo(500);
    assertThat(all().at("/features/rows")).hasSize(FeatureList.ROWS_MAX);
    assertThat(all().at("/features/rows/0/name").asText()).hasSizeLessThan(90);
    assertThat(all().get("features").toString().length()).isLessThan(16_000);
  }

  @Test
  void modelOfPictures_hasNoFeatures() {
    // When
    state.add(snapshot("28x28 dense(10,softmax) cross_entropy", ""));
    state.add(row(1, 2));
    // Then
    assertThat(state.showsFeatures()).isFalse();
    assertThat(all().has("features")).isFalse();
  }
}
