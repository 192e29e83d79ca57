package dev.thalweg.monitor.web.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.monitor.web.state.served.ServedVersions;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageStateTest {
  private final PageState state = new PageState("digits");

  private JsonNode all() {
    return Values.json(state.all());
  }

  @Test
  void everythingThatWasTold_isInTheWholeToo() {
    // Given
    state.add(Values.progress(0, 1, 16, 1.5));
    state.add(Values.accuracy(AccuracyScope.WINDOW, 1_000, 100, 90));
    state.add(Values.accuracy(AccuracyScope.VERSION, 1_000, 100, 91));
    state.add(Values.accuracy(AccuracyScope.TOTAL, 1_000, 100, 92));
    state.add(Values.snapshot(3));
    state.add(Values.prediction("a", "digits", 1));
    state.add(Values.prediction("a", "challenger", 2));
    state.add(Values.prediction("b", "scorer-2", "digits", 2, 0));
    state.add(Values.alarm("The errors rose."));

    // When
    JsonNode changes = Values.json(state.changes().orElseThrow());

    // Then
    for (String part : List.of("total", "snapshots", "served", "alarms")) {
      assertThat(all().get(part)).as(part).isEqualTo(changes.get(part)).isNotEmpty();
    }
    for (String series : List.of("training", "windows", "versions")) {
      assertThat(all().get(series).get("points"))
          .as(series)
          .isEqualTo(changes.get(series).get("points"))
          .hasSize(1);
    }
    assertThat(all().get("total").get("correct").asLong()).isEqualTo(92);
    assertThat(all().get("total").get("classes").toString()).isEqualTo("[[7,100,93,92]]");
    assertThat(all().at("/total/confusion").toString()).isEqualTo("[[7,9,2]]");
    assertThat(all().get("served"))
        .extracting(line -> line.get("scorer").asText() + " " + line.get("model").asText())
        .containsExactly("scorer-1 challenger", "scorer-1 digits", "scorer-2 digits");
    assertThat(state.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "28x28 dense(128,relu) dense(10,softmax) cross_entropy|UINT8|[28,28]|10|true|true",
        "16x20 dense(26,softmax) cross_entropy|UINT8|[16,20]|26|true|true",
        "64x64 dense(2,softmax) cross_entropy|UINT8|[64,64]|2|true|true",
        "256x256 dense(2,softmax) cross_entropy|UINT8|[256,256]|2|true|false",
        "256x257 dense(2,softmax) cross_entropy|UINT8|[256,257]|2|false|false",
        "28x28 dense(10,softmax) cross_entropy|FP32|[28,28]|10|false|false",
        "28x28x1 dense(10,softmax) cross_entropy|UINT8|[28,28,1]|10|false|false",
        "4 dense(8,tanh) dense(3,softmax) cross_entropy|FP32|[4]|3|false|false",
      })
  void input_isThatOfTheModelsSnapshots_andDrawnWhereItIsAGreyPicture(
      String architecture,
      String datatype,
      String shape,
      int classes,
      boolean drawn,
      boolean shown) {
    // Given
    assertThat(all().has("input")).isFalse();

    // When
    state.add(Values.snapshot(1, architecture, datatype));

    // Then
    JsonNode input = Values.json(state.changes().orElseThrow()).get("input");
    assertThat(input).isEqualTo(all().get("input"));
    assertThat(input.get("shape").toString()).isEqualTo(shape);
    assertThat(input.get("datatype").asText()).isEqualTo(datatype);
    assertThat(input.get("classes").asInt()).isEqualTo(classes);
    assertThat(input.get("drawn").asBoolean()).isEqualTo(drawn);
    assertThat(input.get("shown").asBoolean()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense|UINT8",
        "''|UINT8",
        "0x28 dense(10,softmax) cross_entropy|UINT8",
        "99999x99999 dense(10,softmax) cross_entropy|UINT8",
        "28x28 dense(10,softmax) cross_entropy|INT64",
      })
  void snapshotThatDoesNotSayWhatItTakes_changesNothingOfIt(String architecture, String datatype) {
    // Given
    state.add(Values.snapshot(1));

    // When
    state.add(Values.snapshot(2, architecture, datatype));

    // Then
    assertThat(all().at("/input/shape").toString()).isEqualTo("[28,28]");
    assertThat(all().get("snapshots")).hasSize(2);
  }

  @Test
  void latestSnapshots_areKeptWithoutTheirParameters() {
    // When
    for (int sequence = 0; sequence < 100; sequence++) {
      state.add(Values.snapshot(sequence));
      state.add(Values.snapshot(sequence)); // a copy, promoted
    }

    // Then
    JsonNode snapshots = all().get("snapshots");
    assertThat(snapshots).hasSize(SnapshotList.LINES_MAX);
    assertThat(snapshots.get(0).get("sequence").asLong()).isEqualTo(99);
    assertThat(snapshots.get(0).get("bytes").asLong()).isEqualTo(31_400);
    assertThat(snapshots.get(0).get("parent").asText()).isEqualTo("efefefefefef");
    assertThat(snapshots.toString().length()).isLessThan(20_000);
  }

  /** As a trainer seals them: each names the one before it. */
  private static Snapshot linked(String line, long sequence, String shape) {
    return Snapshot.newBuilder(
            Values.snapshot(sequence, shape + " dense(10,softmax) cross_entropy", "UINT8"))
        .setSha256(line + sequence)
        .setParentSha256(line + (sequence - 1))
        .build();
  }

  private List<Long> sequences() {
    List<Long> sequences = new ArrayList<>();
    all().get("snapshots").forEach(line -> sequences.add(line.get("sequence").asLong()));
    return sequences;
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 20, Long.MAX_VALUE})
  void strangersSnapshot_givesWayToTheNextOfTheModel(long leap) {
    // Given
    for (int sequence = 0; sequence < 6; sequence++) {
      state.add(linked("a", sequence, "28x28"));
    }

    // When
    state.add(linked("b", leap, "9x9"));
    state.add(linked("a", 6, "28x28"));

    // Then
    assertThat(sequences()).containsExactly(6L, 5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(all().at("/snapshots/0/sha256").asText()).isEqualTo("a6");
    assertThat(all().at("/input/shape").toString()).isEqualTo("[28,28]");
  }

  @Test
  void strangersSnapshotInAnEmptyTopic_givesWayToTheModel() {
    state.add(linked("b", Long.MAX_VALUE, "9x9"));
    state.add(linked("a", 0, "28x28"));
    state.add(linked("a", 1, "28x28"));

    assertThat(sequences()).containsExactly(1L, 0L);
    assertThat(all().at("/input/shape").toString()).isEqualTo("[28,28]");
  }

  @Test
  void ringFarBehindAPinnedSnapshot_isBelieved() {
    state.add(linked("a", 5, "28x28"));
    for (int sequence = 1_000; sequence < 1_032; sequence++) {
      state.add(linked("a", sequence, "28x28"));
    }

    assertThat(sequences()).hasSize(33).startsWith(1_031L).endsWith(5L);
  }

  @Test
  void imageLabelAndPrediction_meetInAnyOrder() {
    // When
    state.add(Values.image("a"));
    state.add(Values.label("a", 2));
    state.add(Values.prediction("a", "digits", 1));
    state.add(Values.prediction("b", "digits", 0));
    state.add(Values.label("b", 1));
    state.add(Values.image("b"));
    state.add(Values.label("right", 1));
    state.add(Values.prediction("right", "digits", 1));
    state.add(Values.image("right"));
    state.add(Values.image("other"));
    state.add(Values.label("other", 1));
    state.add(Values.prediction("other", "challenger", 0));

    // Then
    JsonNode misses = all().get("misses");
    assertThat(misses).hasSize(2);
    assertThat(misses.get(0).get("id").asText()).isEqualTo("b");
    assertThat(misses.get(0).get("label").asInt()).isEqualTo(1);
    assertThat(misses.get(0).get("predicted").asInt()).isZero();
    assertThat(misses.get(0).get("probability").asDouble()).isEqualTo(0.0625);
    assertThat(Base64.getDecoder().decode(misses.get(1).get("pixels").asText()))
        .containsExactly(0, 1, 2, 255);
  }

  @Test
  void lists_areBounded() {
    // Given
    MissList misses = new MissList();

    // When
    for (int i = 0; i < 10_000; i++) {
      misses.add(Values.image("unlabelled-" + i));
      state.add(Values.image("i" + i));
      state.add(Values.label("i" + i, 2));
      state.add(Values.prediction("i" + i, "digits", 1));
      state.add(Values.prediction("i" + i, "model-" + i, 1));
      state.add(Values.alarm("x".repeat(1_000)));
    }

    // Then
    assertThat(misses.held()).isEqualTo(MissList.HELD_MAX);
    assertThat(all().get("misses")).hasSize(MissList.MISSES_MAX);
    assertThat(all().get("misses").get(0).get("id").asText()).isEqualTo("i9999");
    assertThat(all().get("alarms")).hasSize(AlarmList.ALARMS_MAX);
    assertThat(all().get("alarms").get(0).get("detail").asText().length()).isLessThan(310);
    assertThat(all().get("served").size()).isEqualTo(ServedVersions.LINES_MAX);
  }

  @Test
  void scorerThatIsSilentWhileOthersAnswer_isGoneAfterTenMinutes() {
    // Given
    state.add(Values.prediction("a", "scorer-1", "digits", 1, 0));
    state.add(Values.prediction("b", "scorer-2", "digits", 1, 600));
    assertThat(all().get("served")).hasSize(2);

    // When
    state.add(Values.prediction("c", "scorer-2", "digits", 1, 601));

    // Then
    assertThat(all().get("served")).hasSize(1);
    assertThat(all().at("/served/0/scorer").asText()).isEqualTo("scorer-2");
  }

  @Test
  void scorerWhoseClockIsAhead_doesNotSilenceTheOthers() {
    // Given
    Prediction ofNow = Values.prediction("a", "scorer-1", "digits", 1, 0);
    ofNow.setScoredAt(Instant.now());
    Prediction ofTomorrow = Values.prediction("b", "scorer-2", "digits", 1, 0);
    ofTomorrow.setScoredAt(Instant.now().plusSeconds(86_400));

    // When
    state.add(ofTomorrow);
    state.add(ofNow);

    // Then
    assertThat(all().get("served")).hasSize(2);
  }

  @Test
  void answerFromAhead_isNotTheLatestUntilThen() {
    // Given
    Prediction ofTomorrow = Values.prediction("a", "scorer-1", "digits", 1, 0);
    ofTomorrow.setScoredAt(Instant.now().plusSeconds(86_400));
    state.add(ofTomorrow);

    // When
    Prediction later = Values.prediction("b", "scorer-1", "digits", 2, 0);
    later.setScoredAt(Instant.now().plusSeconds(1));
    state.add(later);

    // Then
    assertThat(all().at("/served/0/version").asLong()).isEqualTo(later.getVersion());
  }

  @Test
  void imageWhoseSizeIsNotItsOwn_isNotDrawn() {
    // When
    var image = Values.image("a");
    image.setShape(List.of(70_000, 70_000));
    state.add(image);
    state.add(Values.label("a", 2));
    state.add(Values.prediction("a", "digits", 1));

    // Then
    assertThat(all().get("misses")).isEmpty();
  }
}
