package dev.thalweg.mapping.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.csv.CsvFile;
import dev.thalweg.mapping.csv.CsvRecords;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static DraftRequest request(String target) {
    return new DraftRequest("elec", List.of("readings"), Format.JSON, target, null, null);
  }

  /** A hundred rows with the field x and a target. */
  private static String draft(IntFunction<Object> x) {
    List<Fields> rows =
        IntStream.range(0, 100).mapToObj(i -> Fields.of(row(x.apply(i), i))).toList();
    String draft = Draft.ofRows(rows, request("y"));
    assertThat(Mapping.parse(draft, "draft").target().classes()).containsExactly("0", "1");
    return draft;
  }

  private static Map<String, Object> row(Object x, int i) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("first", i);
    row.put("x", x);
    row.put("y", i % 2);
    return row;
  }

  @Test
  void field_becomesWhatItsValuesLookLike() {
    assertThat(draft(i -> i * 0.5)).contains("  - x\n");
    assertThat(draft(i -> i % 2 == 0)).contains("  - x  # 1 for true\n");
    assertThat(draft(i -> i < 3 ? "NA" : "1.5")).contains("  - {field: x, mask: true}\n");
    assertThat(draft(i -> i < 1 ? null : "1.5")).as("one in a hundred").contains("  - x\n");
    assertThat(draft(i -> "c" + i % 3))
        .contains("  - {field: x, type: category, values: [c0, c1, c2]}\n");
    assertThat(draft(i -> i == 0 ? "no" : "#1"))
        .contains("  - {field: x, type: category, values: [\"#1\", \"no\"]}\n");
    assertThat(draft(i -> "c" + i % 40))
        .contains("  - {field: x, type: hash, buckets: 128}  # 40 values were seen\n");
    assertThat(draft(i -> "c" + i))
        .contains("  # \"x\" is left out: it looks like an identifier, with 100 values\n");
    assertThat(draft(i -> "2024-05-01T10:%02d:00Z".formatted(i % 60)))
        .contains("  - {field: x, type: hour}", "  - {field: x, type: weekday}");
    assertThat(draft(i -> "2024-05-%02d".formatted(i % 30 + 1)))
        .contains("  - {field: x, type: weekday}")
        .doesNotContain("type: hour");
    assertThat(draft(i -> 1_714_557_600_000L + i)).contains("  - {field: x, type: hour}");
    assertThat(draft(i -> List.of(i, 2))).contains("  - {field: x, type: array, length: 2}\n");
    assertThat(draft(i -> i == 0 ? List.of(1) : List.of(1, 2)))
        .contains("  # \"x\" is left out: it is an array without one length");
    assertThat(draft(i -> null)).contains("it has no value in these records");
    assertThat(draft(i -> i == 0 ? List.of(1) : 1)).contains("  # \"x\" is left out");
    assertThat(draft(i -> "word ".repeat(100))).contains("  # \"x\" is left out: it has long");
    assertThat(draft(i -> Map.of("id", 1_000 + i, "v", 1)))
        .contains("  - x.v\n", "\"x.id\" is left out: it looks like an identifier");
  }

  private static String drafted(String target, String... objects) throws JsonProcessingException {
    List<Fields> rows = new ArrayList<>();
    for (String object : objects) {
      rows.add(Fields.of(JSON.readTree(object)));
    }
    return Draft.ofRows(rows, request(target));
  }

  @Test
  void target_becomesClassesOrANumber() throws JsonProcessingException {
    assertThat(drafted("y", "{\"x\":1,\"y\":10}", "{\"x\":1,\"y\":9}"))
        .contains("  classes: [9, 10]\n");
    assertThat(drafted("y", "{\"x\":1,\"y\":\"b\"}", "{\"x\":1,\"y\":\"a\"}"))
        .contains("  classes: [a, b]\n");
    assertThat(drafted("y", "{\"x\":1,\"y\":true}", "{\"x\":1,\"y\":false}"))
        .contains("  classes: [\"false\", \"true\"]\n");
    assertThat(drafted("y", "{\"x\":1,\"y\":1.5}", "{\"x\":1}")).contains("  type: number\n");
    assertThat(drafted("y", "{\"x\":1,\"y\":\"UP\"}"))
        .contains("  classes: [UP, other]  # only \"UP\" was seen: write the other classes here\n");
    assertThat(drafted("y.z", "{\"x\":1,\"y\":{\"z\":1}}"))
        .contains("  field: y.z\n  classes: [0, 1]  # only \"1\" was seen");
  }

  @Test
  void target_isRefusedWhenItIsNone() {
    assertThatThrownBy(() -> drafted("clas", "{\"x\":1,\"class\":10}"))
        .isInstanceOf(UserException.class)
        .hasMessage("The records have no field \"clas\" to be the target; did you mean \"class\"?");
    assertThatThrownBy(() -> drafted("y", "{\"x\":1,\"y\":null}"))
        .hasMessage(
            "The target \"y\" has no value in these records that can be learned: name another"
                + " field.");
    assertThatThrownBy(() -> drafted("y", "{\"y\":1}"))
        .hasMessageStartingWith("No field of these records can be a feature");
    assertThatThrownBy(() -> drafted(null)).isInstanceOf(UserException.class);
  }

  @Test
  void target_isProposedWhenItIsLeftOpen() throws JsonProcessingException {
    String draft = drafted(null, "{\"x\":1,\"z\":\"a\"}", "{\"x\":1,\"z\":\"b\"}");

    assertThat(draft)
        .contains(
            """
            # What is to be learned? Perhaps "z", the last field, which is no feature above:
            # target:
            #   field: z
            #   classes: [a, b]
            """)
        .doesNotContain("field: z,");
    assertThatThrownBy(() -> Mapping.parse(draft, "draft"))
        .hasMessageContaining("the mapping lacks the key \"target\"");
    Mapping mapping =
        Mapping.parse(draft.replaceAll("(?m)^# ?(target|  field|  classes)", "$1"), "d");
    assertThat(mapping.target().classes()).containsExactly("a", "b");
  }

  @Test
  void idAndTime_areThoseThatWereAskedFor() throws JsonProcessingException {
    DraftRequest request =
        new DraftRequest("p", List.of("a", "b"), Format.AVRO, "y", "key.id", "at");
    Fields row = Fields.of(JSON.readTree("{\"key\":{\"id\":7},\"at\":\"2024-05-01\",\"y\":1}"));

    String draft = Draft.ofRows(List.of(row), request);

    assertThat(draft).contains("id: key.id\n", "time: at\n").doesNotContain("- key.id");
    assertThat(Mapping.parse(draft, "draft").source().topics()).containsExactly("a", "b");
  }

  @Test
  void oddNames_areQuotedOrLeftOut() throws JsonProcessingException {
    String draft =
        drafted(
            "y",
            "{\"a: b\":1,\"# c\":1,\"\":1,\"é\\n"
                + "\":1,\"-\":1,\"x\":null,\"x?\":1,\"no\":1,\"y\":1}");

    assertThat(Mapping.parse(draft, "draft").columns())
        .containsExactly("a: b", "# c", "é\n", "-", "x?", "no");
  }

  @Test
  void schema_isEnoughForADraft() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "price", "type": ["null", "double"]},
                  {"name": "city", "type": {"type": "enum", "name": "C", "symbols": ["B", "A"]}},
                  {"name": "user", "type": "string"},
                  {"name": "taken", "type": {"type": "int", "logicalType": "date"}},
                  {"name": "m", "type": {"type": "record", "name": "M", "fields": [
                    {"name": "on", "type": "boolean"},
                    {"name": "m", "type": ["null", "M"]}]}},
                  {"name": "numbers", "type": {"type": "array", "items": "int"}},
                  {"name": "class", "type": {"type": "enum", "name": "K", "symbols": ["UP", "DOWN"]}}
                ]}
                """);

    Mapping mapping = Mapping.parse(Draft.of(schema, List.of(), request("class")), "draft");

    assertThat(mapping.check(schema)).isEmpty();
    assertThat(mapping.target().classes()).containsExactly("UP", "DOWN");
    assertThat(mapping.columns())
        .contains("price", "city=B", "city=A", "user#31", "taken:weekday:sin", "m.on", "m.m.on");
  }

  @ParameterizedTest
  @CsvSource({"elec, class, 6", "weather, target, 8"})
  void realStreams_areDraftedMappedAndTheSameInAvro(String stream, String target, int width)
      throws MappingException {
    String streams = System.getenv("THALWEG_STREAMS");
    assumeTrue(streams != null, "THALWEG_STREAMS is not set: no streams to draft mappings of");
    Path path = Path.of(streams, stream + ".csv.gz");
    CsvRecords records = CsvRecords.infer(path, "streams.Row", CsvRecords.ROWS_MAX_DEFAULT);
    List<Fields> first = new ArrayList<>();
    try (CsvFile file = CsvFile.open(path)) {
      for (int i = 0; i < Draft.ROWS_MAX; i++) {
        first.add(Fields.of(file.next().orElseThrow()));
      }
    }

    Mapping mapping = Mapping.parse(Draft.ofRows(first, request(target)), "draft");

    assertThat(mapping.width()).isEqualTo(width);
    assertThat(mapping.target().classes()).containsExactly("0", "1");
    assertThat(mapping.check(records.schema())).isEmpty();
    assertSameInAvro(path, records, mapping);
  }

  private static void assertSameInAvro(Path path, CsvRecords records, Mapping mapping)
      throws MappingException {
    try (CsvFile file = CsvFile.open(path)) {
      for (Optional<Map<String, String>> row = file.next(); row.isPresent(); row = file.next()) {
        Fields avro = Fields.of(records.record(row.get(), file.line()));
        Fields texts = Fields.of(row.get());
        assertThat(mapping.features(avro)).isEqualTo(mapping.features(texts));
        assertThat(mapping.target(avro)).isEqualTo(mapping.target(texts));
      }
    }
  }
}
