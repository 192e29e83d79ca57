package dev.thalweg.monitor.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.ReaderFixture;
import dev.thalweg.topics.TopicRecord;
import dev.thalweg.topics.Values;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilterTest {
  private static RecordFilter filter(PipelineTopic topic, String text) {
    return RecordFilter.parse(
        topic, text, InstantSource.fixed(ReaderFixture.AT.plusSeconds(60)), ZoneOffset.UTC);
  }

  private static boolean passes(PipelineTopic topic, SpecificRecord value, String text) {
    return filter(topic, text).test(new ReaderFixture(topic).read("the key", value));
  }

  @ParameterizedTest
  @CsvSource({
    "label=1, true",
    "label=1.0, true",
    "label!=1, false",
    "label=2, false",
    "version>19999, true",
    "version>20000, false",
    "version>=20000, true",
    "version<20000, false",
    "version<=20000, true",
    "id=test-00001, true",
    "id=test, false",
    "id~TEST, true",
    "id!=test, true",
    "model=digits, true",
    "scoredAt<30s, true",
    "scoredAt>30s, false",
    "scoredAt>=2026-01-01T12:00:00.250Z, true",
    "partition=0, true",
    "offset<1, true",
    "key=the key, true",
    "timestamp>2m, true"
  })
  void condition_holdsOrNot(String text, boolean expected) {
    assertThat(passes(PipelineTopic.PREDICTIONS, Values.prediction(), text)).isEqualTo(expected);
  }

  @Test
  void symbols_areComparedWhateverTheirCase() {
    WindowAccuracy window = Values.accuracy(AccuracyScope.WINDOW);
    assertThat(passes(PipelineTopic.ACCURACY, window, "scope=window")).isTrue();
    assertThat(passes(PipelineTopic.ACCURACY, window, "scope!=WINDOW")).isFalse();
    assertThat(passes(PipelineTopic.TRAINING, Values.progress(0, 1), "applied=true")).isTrue();
    assertThat(passes(PipelineTopic.TRAINING, Values.progress(0, 1), "applied=false")).isFalse();
  }

  @Test
  void fieldOfTheValue_goesBeforeTheRecordsOwn() {
    assertThat(passes(PipelineTopic.TRAINING, Values.progress(3, 1), "partition=3")).isTrue();
  }

  @Test
  void missingValue_meetsNoConditionButNot() {
    TrainingProgress diverged = Values.progress(0, 1);
    diverged.setLoss(Double.NaN);
    WindowAccuracy unlabelled = Values.accuracy(AccuracyScope.WINDOW);
    unlabelled.setCalibrationError(null);
    assertThat(passes(PipelineTopic.TRAINING, diverged, "loss<1")).isFalse();
    assertThat(passes(PipelineTopic.TRAINING, diverged, "loss!=1")).isTrue();
    assertThat(passes(PipelineTopic.ACCURACY, unlabelled, "calibrationError<1")).isFalse();
  }

  @Test
  void unreadableRecord_meetsConditionsOnTheRecordAlone() {
    TopicRecord record =
        new ReaderFixture(PipelineTopic.LABELS)
            .readRaw("k", new byte[3], new RecordHeaders(), "The value is no Avro.");
    assertThat(filter(PipelineTopic.LABELS, "label=7").test(record)).isFalse();
    assertThat(filter(PipelineTopic.LABELS, "offset=0").test(record)).isTrue();
  }

  @Test
  void directives_canBeAskedFor() {
    TopicRecord directive =
        new ReaderFixture(PipelineTopic.SAMPLES)
            .readDirective("directive-1", LearnerDirective.RESTART);
    RecordFilter filter = filter(PipelineTopic.SAMPLES, "directive=restart");
    assertThat(filter.test(directive)).isTrue();
    assertThat(filter.test(new ReaderFixture(PipelineTopic.SAMPLES).read("k", Values.sample())))
        .isFalse();
  }

  @Test
  void deadLetters_haveTheFieldsOfTheirOrigin() {
    DeadLetter letter =
        new DeadLetter(new RecordOrigin("digits.samples", 2, 17), null, new byte[5], "No Avro.");
    TopicRecord record =
        new ReaderFixture(PipelineTopic.DEAD_LETTERS)
            .readRaw(new String(letter.key(), UTF_8), letter.value(), letter.headers(), null);
    for (String text :
        new String[] {
          "topic=digits.samples", "partition=2", "offset>16", "error~avro", "length=5"
        }) {
      assertThat(filter(PipelineTopic.DEAD_LETTERS, text).test(record)).as(text).isTrue();
    }
    TopicRecord foreign =
        new ReaderFixture(PipelineTopic.DEAD_LETTERS).readRaw("k", null, new RecordHeaders(), null);
    assertThat(filter(PipelineTopic.DEAD_LETTERS, "offset>=0").test(foreign)).isFalse();
  }

  @Test
  void fieldThatTheTopicLacks_isRefusedWithThoseItHas() {
    assertThatThrownBy(() -> filter(PipelineTopic.ALARMS, "label=7"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The records of alarms have no field \"label\" to filter by; they have model, kind,"
                + " detail, at, partition, offset, timestamp, key.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind=DRFT|kind is never \"DRFT\", but one of OTHER, DRIFT,",
        "kind<DRIFT|kind is not a number or time, so \"<\" does not apply to it: give kind=VALUE",
        "at~12|at is not a text, so \"~\" does not apply to it",
        "offset=x|offset is a number, and \"x\" is not.",
        "at>soon|\"soon\" is not a point in time"
      })
  void valueThatDoesNotFitTheField_isRefused(String text, String sentence) {
    assertThatThrownBy(() -> filter(PipelineTopic.ALARMS, text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "label", "=7", "label:7", "a b=7"})
  void textThatIsNoFilter_isRefused(String text) {
    assertThatThrownBy(() -> filter(PipelineTopic.LABELS, text))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "\"%s\" is not a filter: give FIELD=VALUE, or !=, <, <=, >, >= or ~ in place of =."
                .formatted(text));
  }
}
