package dev.thalweg.monitor.watch.format;

import static dev.thalweg.schemas.LearnerDirective.RESTART;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.ReaderFixture;
import dev.thalweg.topics.TopicRecord;
import dev.thalweg.topics.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordFormatTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LineStyle STYLE =
      new LineStyle(ZoneOffset.UTC, LocalDate.of(2026, 1, 1), true, Integer.MAX_VALUE);

  /** A topic's value, and its heading and line for people. */
  record Expected(PipelineTopic topic, SpecificRecord value, String heading, String line) {}

  static List<Expected> lines() {
    return List.of(
        new Expected(
            PipelineTopic.SAMPLES,
            Values.sample(),
            "time             offset  id                    target           format  source",
            "12:00:00.250          0  train-00001                7        2x3 UINT8  mnist"),
        new Expected(
            PipelineTopic.EXAMPLES,
            Values.image(784),
            "time          id                             format",
            "12:00:00.250  test-00001                1x784 UINT8"),
        new Expected(
            PipelineTopic.ORPHANS,
            Values.image(784),
            "time          id                             format",
            "12:00:00.250  test-00001                1x784 UINT8"),
        new Expected(
            PipelineTopic.LABELS,
            Values.label(),
            "time          id                    label",
            "12:00:00.250  test-00001                7"),
        new Expected(
            PipelineTopic.SNAPSHOTS,
            Values.snapshot(10),
            "time          key           sequence    version      step       loss  accuracy"
                + "    parameters  sha256        parent",
            "12:00:00.250  k                   10      20000       625     0.3125   90.63 %"
                + "       31400 B  abababababab  efefefefefef"),
        new Expected(
            PipelineTopic.JOURNAL,
            Values.journalEntry(),
            "time          partition       step      offset  kind       detail",
            "12:00:00.250          1         40        1280  DIRECTIVE  restart"),
        new Expected(
            PipelineTopic.CONTRIBUTIONS,
            Values.contribution(),
            "time          partition      base      offset    samples  part     sha256",
            "12:00:00.250          1         3        1280       1280  1 of 2   abababababab"),
        new Expected(
            PipelineTopic.MERGES,
            Values.merge(),
            "time             merge     samples   live  sha256        members",
            "12:00:00.250         4        2304      2  efefefefefef  0 1"),
        new Expected(
            PipelineTopic.MERGED_WEIGHTS,
            Values.mergedWeights(),
            "time             merge  part          bytes  sha256",
            "12:00:00.250         4  2 of 2            8  efefefefefef"),
        new Expected(
            PipelineTopic.TRAINING,
            Values.progress(0, 100),
            "time          partition     step    samples  batch      loss  accuracy"
                + "    trend 50-100 %   kappa  no change  taken",
            "12:00:00.250          0      100       3200     32    0.2500   93.75 %"
                + "                 █       -     6.25 %  yes"),
        new Expected(
            PipelineTopic.PREDICTIONS,
            Values.prediction(),
            "time          id                      version  label  probability     latency"
                + "  model   scorer",
            "12:00:00.250  test-00001                20000      1      93.75 %       12 ms"
                + "  digits  scorer-1"),
        new Expected(
            PipelineTopic.ACCURACY,
            Values.accuracy(AccuracyScope.TOTAL),
            "time          scope    from      to         version   scored  labelled  correct"
                + "  accuracy    trend 50-100 %   kappa  unlabelled  late  model",
            "12:00:00.250  TOTAL    12:00:00  12:00:10     20000     1000       800      777"
                + "   97.13 %                     0.000           4     3  digits"),
        new Expected(
            PipelineTopic.ALARMS,
            Values.alarm(),
            "time          kind              model   detail",
            "12:00:00.250  DRIFT             digits  The errors rose from 3 % to 40 %."),
        new Expected(
            PipelineTopic.CONTROL,
            Values.directive(),
            "time          model   kind       version  sha256        snapshot at",
            "12:00:00.250  digits  PIN          20000  abababababab          117"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void lineForPeople_isAlignedWithItsHeading(Expected expected) {
    // Given
    LineFormat format = new LineFormat(expected.topic(), STYLE);
    TopicRecord record = new ReaderFixture(expected.topic()).read("k", expected.value());
    // When
    format.pass(record);
    String line = format.line(record);
    // Then
    assertThat(format.heading()).contains(expected.heading());
    assertThat(line).isEqualTo(expected.line());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void json_hasEveryFieldOfTheValue(Expected expected) throws JsonProcessingException {
    // Given
    TopicRecord record = new ReaderFixture(expected.topic()).read("k", expected.value());
    // When
    String line = new JsonFormat().line(record);
    // Then
    assertThat(line).doesNotContain("\n");
    JsonNode json = MAPPER.readTree(line);
    assertThat(json.path("topic").asText()).isEqualTo("digits." + expected.topic().suffix());
    assertThat(json.path("partition").isInt()).isTrue();
    assertThat(json.path("offset").asLong()).isZero();
    assertThat(json.path("timestamp").asText()).isEqualTo("2026-01-01T12:00:00.250Z");
    assertThat(json.path("key").asText()).isEqualTo("k");
    Set<String> fields =
        expected.value().getSchema().getFields().stream()
            .map(f -> f.name())
            .collect(Collectors.toSet());
    assertThat(json.path("value").fieldNames()).toIterable().hasSameElementsAs(fields);
  }

  @Test
  void everyTopic_hasAnExampleHere() {
    Set<PipelineTopic> covered = lines().stream().map(Expected::topic).collect(Collectors.toSet());
    covered.add(PipelineTopic.DEAD_LETTERS);
    assertThat(covered).isEqualTo(EnumSet.allOf(PipelineTopic.class));
  }

  @Test
  void prediction_hasItsClassByNameWhereItHasOne() {
    // Given
    Prediction prediction = Values.prediction();
    prediction.setClassName("UP");
    // When
    String line =
        new LineFormat(PipelineTopic.PREDICTIONS, STYLE)
            .line(new ReaderFixture(PipelineTopic.PREDICTIONS).read("k", prediction));
    // Then
    assertThat(line)
        .startsWith("12:00:00.250  test-00001                20000     UP      93.75 %");
  }

  @Test
  void json_keepsTypesAndNesting() throws JsonProcessingException {
    // Given
    TopicRecord record =
        new ReaderFixture(PipelineTopic.ACCURACY)
            .read("digits", Values.accuracy(AccuracyScope.WINDOW));
    // When
    JsonNode value = MAPPER.readTree(new JsonFormat().line(record)).path("value");
    // Then
    assertThat(value.path("scope").asText()).isEqualTo("WINDOW");
    assertThat(value.path("scored").isNumber()).isTrue();
    assertThat(value.path("accuracy").asDouble()).isEqualTo(0.97125);
    assertThat(value.path("windowStart").asText()).isEqualTo("2026-01-01T12:00:00.250Z");
    assertThat(value.path("classes").path(0).path("correct").asLong()).isEqualTo(777);
  }

  @Test
  void json_givesLittleDataInBase64_andOtherBytesByTheirLength() throws JsonProcessingException {
    // When
    JsonNode few = json(PipelineTopic.SAMPLES, Values.sample()).path("data");
    JsonNode many = json(PipelineTopic.EXAMPLES, Values.image(5_000)).path("data");
    JsonNode parameters = json(PipelineTopic.SNAPSHOTS, Values.snapshot(1)).path("parameters");
    // Then
    assertThat(few.path("length").asInt()).isEqualTo(6);
    assertThat(few.path("base64").asText()).isEqualTo("AAECAwQF");
    assertThat(many.path("length").asInt()).isEqualTo(5_000);
    assertThat(many.has("base64")).isFalse();
    assertThat(parameters.path("length").asInt()).isEqualTo(31_400);
    assertThat(parameters.has("base64")).isFalse();
  }

  private static JsonNode json(PipelineTopic topic, SpecificRecord value)
      throws JsonProcessingException {
    String line = new JsonFormat().line(new ReaderFixture(topic).read("k", value));
    return MAPPER.readTree(line).path("value");
  }

  @Test
  void deadLetter_isShownWithItsOriginErrorAndLength() throws JsonProcessingException {
    // Given
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin("digits.samples", 2, 17), null, new byte[5], "The value is no Avro.");
    TopicRecord record =
        new ReaderFixture(PipelineTopic.DEAD_LETTERS)
            .readRaw(new String(letter.key(), UTF_8), letter.value(), letter.headers(), null);
    LineFormat format = new LineFormat(PipelineTopic.DEAD_LETTERS, STYLE);
    // When
    String line = format.line(record);
    JsonNode json = MAPPER.readTree(new JsonFormat().line(record));
    // Then
    assertThat(format.heading())
        .contains("time          topic                 partition      offset     bytes  error");
    assertThat(line)
        .isEqualTo(
            "12:00:00.250  digits.samples                2          17         5"
                + "  The value is no Avro.");
    assertThat(json.path("key").asText()).isEqualTo("digits.samples-2-17");
    assertThat(json.path("value").path("partition").asInt()).isEqualTo(2);
    assertThat(json.path("value").path("offset").asLong()).isEqualTo(17);
    assertThat(json.path("value").path("length").asInt()).isEqualTo(5);
    assertThat(json.path("value").path("base64").asText()).isEqualTo("AAAAAAA=");
    assertThat(json.path("value").path("error").asText()).isEqualTo("The value is no Avro.");
  }

  @Test
  void deadLetter_withoutHeaders_isShown() throws JsonProcessingException {
    // Given
    TopicRecord record =
        new ReaderFixture(PipelineTopic.DEAD_LETTERS).readRaw("x", null, new RecordHeaders(), null);
    // When
    String line = new LineFormat(PipelineTopic.DEAD_LETTERS, STYLE).line(record);
    JsonNode json = MAPPER.readTree(new JsonFormat().line(record));
    // Then
    assertThat(line).contains("?");
    assertThat(json.path("value").path("offset").asText()).isEqualTo("?");
  }

  @Test
  void unreadableRecord_isShownWithItsReason() throws JsonProcessingException {
    // Given
    TopicRecord record =
        new ReaderFixture(PipelineTopic.TRAINING)
            .readRaw("k", new byte[3], new RecordHeaders(), "The value is no Avro.");
    // When
    String line = new LineFormat(PipelineTopic.TRAINING, STYLE).line(record);
    JsonNode json = MAPPER.readTree(new JsonFormat().line(record));
    // Then
    assertThat(line)
        .isEqualTo("12:00:00.250  unreadable: digits.training-0-0, 3 bytes: The value is no Avro.");
    assertThat(json.path("error").asText()).isEqualTo("The value is no Avro.");
    assertThat(json.path("length").asInt()).isEqualTo(3);
    assertThat(json.has("value")).isFalse();
  }

  @Test
  void line_showsNoTerminalCommands_andNoTextWithoutEnd() {
    // Given
    Sample hostile = Values.sample();
    hostile.setId("\u001b[2J\nnext");
    hostile.setSource("x".repeat(1_000_000));
    TopicRecord record = new ReaderFixture(PipelineTopic.SAMPLES).read("k", hostile);
    // When
    String line = new LineFormat(PipelineTopic.SAMPLES, STYLE).line(record);
    // Then
    assertThat(line).contains("?[2J?next").doesNotContain("\n", "\u001b").hasSizeLessThan(500);
  }

  @Test
  void line_ofImpossibleTimes_isShown() {
    // Given
    Prediction hostile = Values.prediction();
    hostile.setSentAt(Instant.ofEpochMilli(Long.MIN_VALUE));
    hostile.setScoredAt(Instant.ofEpochMilli(Long.MAX_VALUE));
    hostile.setLabel(99);
    TopicRecord record = new ReaderFixture(PipelineTopic.PREDICTIONS).read("k", hostile);
    // When
    String line = new LineFormat(PipelineTopic.PREDICTIONS, STYLE).line(record);
    // Then
    assertThat(line).contains("test-00001");
    assertThat(new JsonFormat().line(record)).contains("test-00001");
  }

  @Test
  void json_ofNumbersThatAreNotFinite_isNull_andOfNoKeyToo() throws JsonProcessingException {
    // Given
    TrainingProgress diverged = Values.progress(0, 1);
    diverged.setLoss(Double.NaN);
    // When
    JsonNode json =
        MAPPER.readTree(
            new JsonFormat().line(new ReaderFixture(PipelineTopic.TRAINING).read(null, diverged)));
    // Then
    assertThat(json.path("value").path("loss").isNull()).isTrue();
    assertThat(json.path("key").isNull()).isTrue();
  }

  @Test
  void directive_isShownAsWhatItIs() {
    // Given
    TopicRecord record =
        new ReaderFixture(PipelineTopic.SAMPLES).readDirective("directive-1", RESTART);
    // When
    String line = new LineFormat(PipelineTopic.SAMPLES, STYLE).line(record);
    String json = new JsonFormat().line(record);
    // Then
    assertThat(line)
        .isEqualTo("12:00:00.250  directive to the learner: restart (digits.samples-0-0)");
    assertThat(json)
        .isEqualTo(
            "{\"topic\":\"digits.samples\",\"partition\":0,\"offset\":0,"
                + "\"timestamp\":\"2026-01-01T12:00:00.250Z\",\"key\":\"directive-1\","
                + "\"value\":null,\"directive\":\"restart\"}");
  }

  @Test
  void recordOfAnotherDay_isShownWithItsDate() {
    // Given
    LineStyle nextDay = new LineStyle(ZoneOffset.UTC, LocalDate.of(2026, 1, 2), true, 200);
    TopicRecord record = new ReaderFixture(PipelineTopic.LABELS).read("k", Values.label());
    // When // Then
    assertThat(new LineFormat(PipelineTopic.LABELS, nextDay).line(record))
        .isEqualTo("01-01 12:00   test-00001                7");
  }

  @Test
  void columns_growWithLongerTexts_andTheHeadingWithThem() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    LineFormat format = new LineFormat(PipelineTopic.LABELS, STYLE);
    Label label = Values.label();
    label.setId("held-out-mwwhgg1g-1-006571");
    // When
    String wide = format.line(fixture.read("k", label));
    String next = format.line(fixture.read("k", Values.label()));
    // Then
    assertThat(format.heading()).contains("time          id                          label");
    assertThat(wide).isEqualTo("12:00:00.250  held-out-mwwhgg1g-1-006571      7");
    assertThat(next).isEqualTo("12:00:00.250  test-00001                      7");
  }

  @Test
  void narrowTerminal_isLeftTheColumnsThatMatter() {
    // Given
    LineStyle narrow = new LineStyle(ZoneOffset.UTC, LocalDate.of(2026, 1, 1), true, 80);
    // When // Then
    assertThat(new LineFormat(PipelineTopic.ACCURACY, narrow).heading())
        .contains(
            "time          scope    from       version  labelled  accuracy    trend 50-100 %");
    for (PipelineTopic topic : PipelineTopic.values()) {
      assertThat(new LineFormat(topic, narrow).heading().orElseThrow())
          .as(topic.suffix())
          .hasSizeLessThanOrEqualTo(80);
    }
  }

  @Test
  void outputThatHasNoBlocks_hasNoTrend() {
    // Given
    LineStyle ascii = new LineStyle(ZoneOffset.UTC, LocalDate.of(2026, 1, 1), false, 200);
    LineFormat format = new LineFormat(PipelineTopic.TRAINING, ascii);
    // When // Then
    assertThat(format.heading().orElseThrow()).doesNotContain("trend");
  }
}
