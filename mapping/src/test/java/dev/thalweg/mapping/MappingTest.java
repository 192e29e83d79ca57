package dev.thalweg.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.mapping.vector.VectorMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
  /** That of the javadoc. */
  static final String FULL =
      """
      pipeline: elec                # its topics are elec.samples and so on
      source:
        topic: meter-readings       # or topics: [a, b]
        format: avro
      id: reading_id
      time: taken_at
      features:
        - nswprice
        - field: meter.voltage
          name: voltage
          missing: mean
          mask: true
        - {field: city, type: category, values: [Sydney, Perth], other: true}
        - {field: user, type: hash, buckets: 4}
        - {field: taken_at, type: hour, zone: Australia/Sydney}
        - {field: taken_at, type: weekday}
        - {field: readings, type: array, length: 2}
      target:
        field: class
        classes: [DOWN, UP]
      labels:
        topic: outcomes
        format: json
        id: reading_id
        time: known_at
        within: 1h
        missing: {class: DOWN}
        corrections: learn
      weight: importance
      """;

  private static final String SMALL =
      """
      pipeline: elec
      source: {topics: [a, b], format: json}
      features: [x]
      target: {field: y, type: number}
      """;

  private static Mapping parse(String yaml) {
    return Mapping.parse(yaml, "m.yaml");
  }

  @Test
  void mapping_saysWhatStandsInItsFile() {
    Mapping mapping = parse(FULL);

    assertThat(mapping.pipeline()).isEqualTo("elec");
    assertThat(mapping.source()).isEqualTo(new Source(List.of("meter-readings"), Format.AVRO));
    assertThat(mapping.idSource()).isEqualTo(IdSource.FIELD);
    assertThat(mapping.target().classes()).containsExactly("DOWN", "UP");
    assertThat(mapping.columns())
        .containsExactly(
            "nswprice",
            "voltage",
            "voltage?",
            "city=Sydney",
            "city=Perth",
            "city=*",
            "user#0",
            "user#1",
            "user#2",
            "user#3",
            "taken_at:hour:sin",
            "taken_at:hour:cos",
            "taken_at:weekday:sin",
            "taken_at:weekday:cos",
            "readings[0]",
            "readings[1]");
    assertThat(mapping.width()).isEqualTo(16);
    assertThat(mapping.labels())
        .contains(
            new Labels(
                new Source(List.of("outcomes"), Format.JSON),
                IdSource.FIELD,
                Optional.of("reading_id"),
                Optional.of("known_at"),
                Duration.ofHours(1),
                new Unlabelled(Unlabelled.Fate.TARGET, 0),
                Corrections.LEARN));
  }

  @Test
  void defaults_applyWhereNothingIsSaid() throws MappingException {
    Mapping mapping = parse(SMALL);
    Fields empty = Fields.of(Map.of());

    assertThat(mapping.source().topics()).containsExactly("a", "b");
    assertThat(mapping.idSource()).isEqualTo(IdSource.OFFSET);
    assertThat(mapping.id(empty)).isEmpty();
    assertThat(mapping.labelId(empty)).isEmpty();
    assertThat(mapping.time(empty)).isEmpty();
    assertThat(mapping.labelTime(empty)).isEmpty();
    assertThat(mapping.weight(empty)).isEqualTo(1);
    assertThat(mapping.labels()).isEmpty();
    assertThat(mapping.target().isNumber()).isTrue();
    assertThat(mapping.features(empty)).containsExactly(Float.NaN);
  }

  @Test
  void file_mayHaveAByteOrderMarkAndReturns(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.yaml");
    Files.writeString(file, "\uFEFF" + FULL.replace("\n", "\r\n"));

    assertThat(Mapping.read(file).text()).isEqualTo(parse(FULL).text());
  }

  @Test
  void text_isReadAsTheSameMapping() {
    for (String yaml : List.of(FULL, SMALL)) {
      Mapping mapping = parse(yaml);
      Mapping again = parse(mapping.text());

      assertThat(again.text()).isEqualTo(mapping.text());
      assertThat(again.sha256()).isEqualTo(mapping.sha256());
      assertThat(again.labels()).isEqualTo(mapping.labels());
    }
  }

  @Test
  void vector_isFoundAgainFromItsText() {
    VectorMapping vector = parse(FULL).vector();
    VectorMapping again = VectorMapping.parse(vector.text(), "a snapshot");

    assertThat(again.text()).isEqualTo(vector.text());
    assertThat(again.sha256()).isEqualTo(parse(FULL).sha256());
    assertThat(again.columns()).isEqualTo(parse(FULL).columns());
    assertThat(again.target().classes()).isEqualTo(parse(FULL).target().classes());
  }

  @Test
  void sha256_staysAsItWasReleased() {
    assertThat(parse(SMALL).sha256())
        .as("predictions and samples of earlier versions carry it")
        .isEqualTo("1a5fb90d27137a6ef5161e175bced154ad8966862b745cd7e5fbd92c58016c56");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pipeline: elec  |pipeline: gas
          topic: meter-readings|topics: [x, y]
          format: avro|format: json
          id: reading_id\\ntime: taken_at|time: at\\nid: $key
          field: meter.voltage\\n    name: voltage|name: voltage\\n    field: meter.voltage
          missing: mean\\n|type: number\\n
          - nswprice|- {mask: false, field: nswprice, name: nswprice}
          within: 1h|within: 2h
          missing: {class: DOWN}|missing: drop
          weight: importance|# no weight
          weekday}|weekday, zone: Etc/UTC}
          """)
  void sha256_staysWhenNoVectorChanges(String what, String by) {
    String yaml = FULL.replace(lines(what), lines(by));

    assertThat(yaml).isNotEqualTo(FULL);
    assertThat(parse(yaml).sha256()).isEqualTo(parse(FULL).sha256());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          - nswprice|- vicprice
          - nswprice|- {field: nswprice, missing: 0}
          - nswprice|- {field: nswprice, missing: error}
          - nswprice|- {field: nswprice, mask: true}
          - nswprice|- {field: nswprice, name: price}
          - nswprice|- {field: nswprice, type: hash, buckets: 1}
          field: meter.voltage|field: meter.current
          values: [Sydney, Perth]|values: [Perth, Sydney]
          values: [Sydney, Perth]|values: [Sydney, Perth, Hobart]
          , other: true|
          buckets: 4|buckets: 5
          zone: Australia/Sydney|zone: UTC
          type: weekday|type: weekday, zone: Asia/Tokyo
          length: 2|length: 3
          field: class|field: klass
          classes: [DOWN, UP]|classes: [UP, DOWN]
          """)
  void sha256_changesWithWhatDecidesOnTheVector(String what, String by) {
    String yaml = FULL.replace(what, by == null ? "" : by);

    assertThat(yaml).isNotEqualTo(FULL);
    assertThat(parse(yaml).sha256()).isNotEqualTo(parse(FULL).sha256());
  }

  private static String lines(String text) {
    return text.replace("\\n", "\n");
  }

  @Test
  void labelsAndSampleParts_areReadFromTheirFields() throws MappingException {
    Mapping mapping = parse(FULL);
    Fields record =
        Fields.of(
            Map.of(
                "reading_id",
                17L,
                "taken_at",
                "2024-05-01T10:00:00Z",
                "importance",
                "2.5",
                "class",
                "UP",
                "known_at",
                1_714_557_600L));

    assertThat(mapping.id(record)).contains("17");
    assertThat(mapping.labelId(record)).contains("17");
    assertThat(mapping.time(record)).hasValue(1_714_557_600_000L);
    assertThat(mapping.labelTime(record)).hasValue(1_714_557_600_000L);
    assertThat(mapping.weight(record)).isEqualTo(2.5);
    assertThat(mapping.hasTarget(record)).isTrue();
    assertThat(mapping.target(record)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          class|null|The field class is missing.
          class|LEFT|The field class has "LEFT", which is not one of the classes.
          importance|null|The field importance is missing.
          importance|1001|The field importance has "1001", and a weight is from 0 to 1,000.
          importance|-0.1|The field importance has "-0.1", and a weight is from 0 to 1,000.
          reading_id|null|The field reading_id is missing.
          taken_at|never|The field taken_at has "never", which is not a time: give ISO 8601 or seconds since 1970.
          taken_at|1969-12-31|The field taken_at has "1969-12-31", which is not a moment since 1970.
          """)
  void field_isRefusedWithItsReason(String field, String value, String sentence) {
    Mapping mapping = parse(FULL);
    Fields record = Fields.of(value == null ? Map.of() : Map.of(field, value));

    assertThatThrownBy(
            () -> {
              switch (field) {
                case "class" -> mapping.target(record);
                case "importance" -> mapping.weight(record);
                case "reading_id" -> mapping.id(record);
                default -> mapping.time(record);
              }
            })
        .isInstanceOfSatisfying(MappingException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessage(sentence);
  }

  @Test
  void target_isMissingWhereItsFieldIs() throws MappingException {
    Mapping classes = parse(FULL);
    Mapping number = parse(SMALL);

    assertThat(classes.hasTarget(Fields.of(Map.of("class", " ")))).isFalse();
    assertThat(classes.hasTarget(Fields.of(Map.of("class", "NA")))).isTrue();
    assertThat(number.hasTarget(Fields.of(Map.of("y", "NA")))).isFalse();
    assertThat(number.target(Fields.of(Map.of("y", "-1.5")))).isEqualTo(-1.5);
  }

  @Test
  void classesThatAreNumbers_areFoundHoweverTheyAreWritten() throws MappingException {
    Mapping mapping = parse(SMALL.replace("type: number", "classes: [0, 1, true]"));

    for (Object one : List.of(1, 1L, 1.0, 1.0f, "1", "1.0", " 1 ")) {
      assertThat(mapping.target(Fields.of(Map.of("y", one)))).as("%s", one).isEqualTo(1);
    }
    for (Object yes : List.of(true, "true", "True")) {
      assertThat(mapping.target(Fields.of(Map.of("y", yes)))).as("%s", yes).isEqualTo(2);
    }
  }

  @Test
  void target_isRefusedAmongTheFeaturesOfItsOwnRecord() {
    String yaml = FULL.replace("- nswprice", "- class");

    assertThat(parse(yaml).columns()).as("labels are other records").contains("class");
    assertThatThrownBy(() -> parse(yaml.substring(0, yaml.indexOf("labels:"))))
        .hasMessage(
            "m.yaml, line 18: the target \"class\" is among the features, from which a model would"
                + " copy it: leave it out there.");
  }

  @Test
  void vectorHash_isThatOfTheBytes() {
    String hash = VectorHash.of(new float[] {1, Float.NaN});

    assertThat(hash)
        .isEqualTo("c5a9838fc5dcd30b553f91b142049c4fd057c83c043c7534ef12c4bc9439041d")
        .isEqualTo(VectorHash.of(new float[] {1, Float.intBitsToFloat(0x7fc00001)}))
        .isNotEqualTo(VectorHash.of(new float[] {Float.NaN, 1}));
  }
}
