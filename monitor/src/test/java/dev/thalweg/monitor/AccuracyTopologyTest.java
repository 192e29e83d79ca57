package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static dev.thalweg.monitor.AccuracyFixture.prediction;
import static dev.thalweg.monitor.AccuracyFixture.seconds;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.AccuracyProcessor;
import dev.thalweg.monitor.join.LabelJoinProcessor;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccuracyTopologyTest {
  private AccuracyFixture fixture = new AccuracyFixture(AccuracyFixture.config());

  @AfterEach
  void close() {
    fixture.close();
  }

  private void use(AccuracyConfig config) {
    fixture.close();
    fixture = new AccuracyFixture(config);
  }

  @Test
  void topology_isAsDescribedInTheGoldenFile() throws IOException {
    // Given
    String golden;
    try (InputStream file = getClass().getResourceAsStream("accuracy-topology.txt")) {
      golden = new String(file.readAllBytes(), UTF_8);
    }
    // When
    String described =
        new AccuracyTopology(AccuracyFixture.config(), SchemaRegistry.inMemory(), true)
            .get()
            .describe()
            .toString();
    // Then
    assertThat(described.strip()).isEqualTo(golden.strip());
  }

  @Test
  void label_afterItsPrediction_isMatched() {
    // Given
    fixture.predict("a", 100, 7, 1);
    fixture.settle();
    assertThat(fixture.total().getScored()).isEqualTo(1);
    assertThat(fixture.total().getLabelled()).isZero();
    // When
    fixture.label("a", 7, 3_000);
    fixture.settle();
    // Then
    WindowAccuracy total = fixture.total();
    assertThat(total.getScored()).isEqualTo(1);
    assertThat(total.getLabelled()).isEqualTo(1);
    assertThat(total.getCorrect()).isEqualTo(1);
    assertThat(total.getAccuracy()).isEqualTo(1.0);
    assertThat(total.getVersion()).isEqualTo(100);
    assertThat(total.getClasses()).containsExactly(new ClassCounts(7, 1L, 1L, 1L));
  }

  @Test
  void label_beforeItsPrediction_isMatched() {
    // Given
    fixture.label("a", 7, 1);
    // When
    fixture.predict("a", 100, 3, 3_000);
    fixture.settle();
    // Then
    assertThat(fixture.total().getLabelled()).isEqualTo(1);
    assertThat(fixture.total().getCorrect()).isZero();
    assertThat(fixture.total().getClasses())
        .containsExactly(new ClassCounts(3, 0L, 1L, 0L), new ClassCounts(7, 1L, 0L, 0L));
  }

  @Test
  void keys_areTheirWritersOwn_andTheIdOfTheRecordCounts() {
    // Given
    List<byte[]> keys =
        Arrays.asList(null, new byte[0], new byte[] {(byte) 0xff, 0}, "same".getBytes(UTF_8));
    // When
    for (int i = 0; i < 100; i++) {
      byte[] key = keys.get(i % keys.size());
      fixture.useKeys(id -> key);
      fixture.predict("image-" + i, 100, 7, i);
    }
    for (int i = 0; i < 100; i++) {
      byte[] key = keys.get(i / 7 % keys.size());
      fixture.useKeys(id -> key);
      fixture.label("image-" + i, 7, 100 + i);
    }
    fixture.settle();
    // Then
    assertThat(fixture.total().getCorrect()).isEqualTo(100);
  }

  @Test
  void repeats_doNotCountTwice() {
    // Given
    fixture.predict("a", 100, 7, 1);
    fixture.label("a", 7, 2);
    // When
    fixture.predict("a", 100, 7, 3);
    fixture.label("a", 7, 4);
    fixture.label("a", 1, 5);
    fixture.settle();
    // Then
    assertThat(fixture.total().getScored()).isEqualTo(1);
    assertThat(fixture.total().getLabelled()).isEqualTo(1);
    assertThat(fixture.total().getCorrect()).isEqualTo(1);
  }

  @Test
  void oneImage_countsOnceForEachVersionAndModel() {
    // Given
    Prediction other = prediction("a", 100, 7, at(3));
    other.setModel("challenger");
    // When
    fixture.predict("a", 100, 7, 1);
    fixture.label("a", 7, 2);
    fixture.predict("a", 200, 1, 3);
    fixture.predict(other, at(3));
    fixture.settle();
    // Then
    assertThat(fixture.total().getScored()).isEqualTo(2);
    assertThat(fixture.total().getVersion()).isEqualTo(200);
    assertThat(fixture.version(100).getAccuracy()).isEqualTo(1.0);
    assertThat(fixture.version(200).getAccuracy()).isZero();
    assertThat(fixture.version(200).getLabelled()).isEqualTo(1);
    assertThat(fixture.total("challenger").getCorrect()).isEqualTo(1);
  }

  @Test
  void modelsOfOneScorer_areCountedEachForItself_alsoWhenTheirPredictionsComeTwice() {
    // Given: two models of the same version, which a scorer that died has written twice in part
    for (int repeat = 0; repeat < 2; repeat++) {
      for (String id : List.of("a", "b", "c")) {
        fixture.predict(id, 100, 7, 1);
        Prediction shadow = prediction(id, 100, id.equals("c") ? 7 : 1, at(1));
        shadow.setModel("shadow");
        fixture.predict(shadow, at(1));
      }
      fixture.label("a", 7, 2);
      fixture.label("b", 7, 2);
    }
    // When
    fixture.label("c", 7, 3);
    fixture.settle();
    // Then
    assertThat(fixture.total().getScored()).isEqualTo(3);
    assertThat(fixture.total().getCorrect()).isEqualTo(3);
    assertThat(fixture.total("shadow").getScored()).isEqualTo(3);
    assertThat(fixture.total("shadow").getLabelled()).isEqualTo(3);
    assertThat(fixture.total("shadow").getCorrect()).isEqualTo(1);
  }

  @Test
  void windows_goByTheTimeOfScoring() {
    // Given
    Prediction delayed = prediction("a", 100, 7, at(9));
    // When
    fixture.predict(delayed, at(500));
    fixture.predict("b", 100, 7, 10);
    fixture.label("a", 7, 600);
    fixture.label("b", 1, 600);
    fixture.settle();
    // Then
    assertThat(fixture.window(0).getScored()).isEqualTo(1);
    assertThat(fixture.window(0).getAccuracy()).isEqualTo(1.0);
    assertThat(fixture.window(0).getWindowEnd()).isEqualTo(at(10));
    assertThat(fixture.window(10).getScored()).isEqualTo(1);
    assertThat(fixture.window(10).getAccuracy()).isZero();
    assertThat(fixture.total().getWindowStart()).isEqualTo(at(9));
    assertThat(fixture.total().getWindowEnd()).isEqualTo(at(10));
  }

  @Test
  void prediction_withoutALabelInTime_isCountedAsUnlabelledInTheTotal() {
    // Given
    use(new AccuracyConfig(PIPELINE, seconds(10), seconds(60), 100));
    fixture.predict("a", 100, 7, 0);
    // When
    fixture.predict("b", 100, 7, 120);
    fixture.settle();
    // Then
    assertThat(fixture.total().getUnlabelled()).isEqualTo(1);
    assertThat(fixture.window(0).getUnlabelled()).isZero();
  }

  @Test
  void label_ofAPredictionGivenUp_isCountedAsLateInTheTotal() {
    // Given
    use(new AccuracyConfig(PIPELINE, seconds(10), seconds(60), 100));
    fixture.predict("a", 100, 7, 0);
    fixture.label("a", 7, 61);
    fixture.pass(seconds(61)); // the labels are silent, and not waited for
    // When
    fixture.predict("b", 100, 7, 200);
    fixture.settle();
    // Then
    assertThat(fixture.total().getUnlabelled()).isEqualTo(1);
    assertThat(fixture.total().getLateLabels()).isEqualTo(1);
    assertThat(fixture.total().getLabelled()).isZero();
  }

  @Test
  void label_atTheEndOfTheRetention_isStillMatched() {
    // Given
    use(new AccuracyConfig(PIPELINE, seconds(10), seconds(60), 100));
    fixture.predict("a", 100, 7, 0);
    // When
    fixture.label("a", 7, 60);
    fixture.settle();
    // Then
    assertThat(fixture.total().getLabelled()).isEqualTo(1);
    assertThat(fixture.total().getUnlabelled()).isZero();
  }

  @Test
  void unreadableRecords_areInDeadLettersWithTheirOrigin_andTheRestIsCounted() {
    // Given
    byte[] notAvro = "hello".getBytes(UTF_8);
    // When
    fixture.predict("a", 100, 7, 1);
    fixture.sendPrediction("x", notAvro, at(2));
    fixture.sendLabel("y", new byte[] {0, 0, 0, 0, 99, 1}, at(2));
    fixture.sendLabel("z", null, at(2));
    fixture.label("a", 7, 3);
    fixture.settle();
    // Then
    List<TestRecord<byte[], byte[]>> letters = fixture.deadLetters.readRecordsToList();
    assertThat(letters).extracting(l -> new String(l.key(), UTF_8)).hasSize(3);
    TestRecord<byte[], byte[]> first = letters.get(0);
    assertThat(new String(first.key(), UTF_8)).isEqualTo("digits.predictions-0-1");
    assertThat(first.value()).isEqualTo(notAvro);
    assertThat(header(first, DeadLetter.TOPIC_HEADER)).isEqualTo("digits.predictions");
    assertThat(header(first, DeadLetter.OFFSET_HEADER)).isEqualTo("1");
    assertThat(header(first, DeadLetter.ERROR_HEADER)).contains("wire format");
    assertThat(header(letters.get(1), DeadLetter.TOPIC_HEADER)).isEqualTo("digits.labels");
    assertThat(header(letters.get(1), DeadLetter.ERROR_HEADER)).contains("99");
    assertThat(fixture.total().getCorrect()).isEqualTo(1);
  }

  @Test
  void impossibleValues_areInDeadLetters() {
    // Given
    Prediction negative = prediction("b", -1, 7, at(1));
    Prediction later = prediction("c", 1, 7, at(10 * 86_400));
    // When
    fixture.label("a", -1, 1);
    fixture.label("a", 1_000, 1);
    fixture.predict(negative, at(1));
    fixture.predict(later, at(1));
    fixture.predict("d", 1, Integer.MAX_VALUE, 1);
    fixture.predict("e".repeat(257), 1, 7, 1);
    fixture.settle();
    // Then
    assertThat(fixture.deadLetters.readRecordsToList())
        .extracting(l -> header(l, DeadLetter.ERROR_HEADER))
        .satisfiesExactly(
            e -> assertThat(e).contains("-1"),
            e -> assertThat(e).contains("1000"),
            e -> assertThat(e).contains("version"),
            e -> assertThat(e).contains("time"),
            e -> assertThat(e).contains("2147483647"),
            e -> assertThat(e).contains("257 characters"));
    assertThat(fixture.total()).isNull();
  }

  @Test
  void heldImages_areBounded_andTheOldestAreCountedAsGivenUp() {
    // Given
    use(new AccuracyConfig(PIPELINE, seconds(10), seconds(3_600), 10));
    // When
    for (int i = 0; i < 100; i++) {
      fixture.predict("image-" + i, 100, 7, i);
    }
    fixture.label("image-95", 7, 100);
    fixture.settle();
    // Then
    assertThat(
            fixture
                .driver
                .getKeyValueStore(LabelJoinProcessor.IMAGES_STORE)
                .approximateNumEntries())
        .isLessThanOrEqualTo(10);
    assertThat(fixture.total().getUnlabelled()).isEqualTo(90);
    assertThat(fixture.total().getLabelled()).isEqualTo(1);
  }

  @Test
  void predictionsOfOneImage_areBounded() {
    // When
    for (int version = 0; version < 40; version++) {
      fixture.predict("a", version, 7, version);
    }
    fixture.label("a", 7, 100);
    fixture.settle();
    // Then
    assertThat(fixture.total().getScored()).isEqualTo(40);
    assertThat(fixture.total().getLabelled()).isEqualTo(32);
    assertThat(fixture.total().getUnlabelled()).isEqualTo(8);
  }

  @Test
  void versions_areBounded_andADroppedOneIsNotBegunAnew() {
    // Given
    for (int version = 0; version < 70; version++) {
      fixture.predict("image-" + version, version, 7, version);
    }
    fixture.settle();
    assertThat(fixture.version(3).getScored()).isEqualTo(1);
    // When
    fixture.label("image-3", 7, 100);
    fixture.label("image-69", 7, 100);
    List<WindowAccuracy> told = fixture.settle();
    // Then
    assertThat(told)
        .filteredOn(v -> v.getScope() == AccuracyScope.VERSION)
        .extracting(WindowAccuracy::getVersion)
        .containsExactly(69L);
    assertThat(fixture.total().getLabelled()).isEqualTo(2);
  }

  @Test
  void windows_areBounded_andADroppedOneIsNotBegunAnew() {
    // Given
    use(new AccuracyConfig(PIPELINE, seconds(10), seconds(60), 1_000));
    for (int i = 0; i < 100; i++) {
      fixture.predict("image-" + i, 1, 7, i * 10L);
    }
    fixture.settle();
    // When
    Prediction straggler = prediction("straggler", 1, 7, at(5));
    fixture.predict(straggler, at(1_000));
    List<WindowAccuracy> told = fixture.settle();
    // Then
    assertThat(told).extracting(WindowAccuracy::getScope).doesNotContain(AccuracyScope.WINDOW);
    assertThat(fixture.total().getScored()).isEqualTo(101);
    assertThat(fixture.driver.getKeyValueStore(AccuracyProcessor.STORE).approximateNumEntries())
        .isLessThan(20);
  }

  @Test
  void models_areBounded() {
    // When
    for (int i = 0; i < 50; i++) {
      Prediction prediction = prediction("image-" + i, 1, 7, at(i));
      prediction.setModel("model-" + i);
      fixture.predict(prediction, at(i));
    }
    fixture.settle();
    // Then
    assertThat(fixture.driver.getKeyValueStore(AccuracyProcessor.STORE).approximateNumEntries())
        .isEqualTo(16 * 3);
    assertThat(fixture.total("model-49").getScored()).isEqualTo(1);
  }

  @Test
  void aggregates_areToldAtMostOncePerInterval_andOnlyWhenTheyChanged() {
    // Given
    for (int i = 0; i < 1_000; i++) {
      fixture.predict("image-" + i, 100, 7, 1);
      fixture.label("image-" + i, 7, 1);
    }
    // When
    List<WindowAccuracy> told = fixture.settle();
    List<WindowAccuracy> toldAgain = fixture.settle();
    // Then
    assertThat(told).hasSize(3);
    assertThat(told).allSatisfy(v -> assertThat(v.getCorrect()).isEqualTo(1_000));
    assertThat(toldAgain).isEmpty();
  }

  @Test
  void window_isToldWhenTheNextOneBegins() {
    // Given
    fixture.predict("a", 100, 7, 1);
    fixture.driver.advanceWallClockTime(LabelJoinProcessor.FLUSH_INTERVAL);
    assertThat(fixture.readAccuracy()).isEmpty();
    // When
    fixture.predict("b", 100, 7, 11);
    fixture.driver.advanceWallClockTime(LabelJoinProcessor.FLUSH_INTERVAL);
    fixture.readAccuracy();
    // Then
    assertThat(fixture.window(0).getScored()).isEqualTo(1);
    assertThat(fixture.window(10)).isNull();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void numbers_areJoinedAndTheirErrorsAddedUp() {
    // Given: predictions of 250,000 and more, each off by one or three
    for (int i = 0; i < 4; i++) {
      Prediction prediction = AccuracyFixture.prediction("n" + i, 100, -1, at(0));
      prediction.setProbabilities(List.of());
      prediction.setValue(250_000.0 + 10 * i);
      fixture.predict(prediction, at(0));
      fixture.value("n" + i, 250_000 + 10 * i - (i == 3 ? 3 : 1), 1);
    }
    Prediction wild = AccuracyFixture.prediction("wild", 100, -1, at(0));
    wild.setValue(Double.NaN);
    fixture.predict(wild, at(0));

    // When
    fixture.settle();

    // Then
    WindowAccuracy total = fixture.total();
    assertThat(total.getScored()).isEqualTo(4);
    assertThat(total.getLabelled()).isEqualTo(4);
    assertThat(total.getClasses()).isEmpty();
    assertThat(total.getErrors().getCounted()).isEqualTo(4);
    assertThat(total.getErrors().getAbsolute()).isEqualTo(6);
    assertThat(total.getErrors().getSquared()).isEqualTo(12);
    assertThat(total.getErrors().getTargetMean()).isEqualTo(250_013.5);
    assertThat(total.getErrors().getTargetSquares()).isEqualTo(443);
    assertThat(fixture.version(100).getErrors()).isEqualTo(total.getErrors());
    assertThat(fixture.window(0).getErrors()).isEqualTo(total.getErrors());
  }
}
