package dev.thalweg.mapping;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake in a file has its sentence, with the line. */
class MappingMistakesTest {
  private static final String SOUND =
      """
      pipeline: elec
      source: {topic: readings, format: avro}
      id: reading
      features:
        - price
        - {field: city, type: category, values: [Sydney, Perth]}
      target: {field: class, classes: [DOWN, UP]}
      labels: {topic: outcomes, id: reading, within: 1h}
      """;

  /** What is replaced, what by (\n is a line's end), and the sentence without the file's name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pipeline: elec|pipelin: elec|line 1: the key "pipelin" is not known here; did you mean pipeline?
          pipeline: elec|xyzzy: 1|line 1: the key "xyzzy" is not known here: the mapping can have pipeline, source, id, time, features, target, labels, weight.
          pipeline: elec|id: 1|line 3: the key "id" is there twice: leave one out.
          pipeline: elec|pipeline:|line 1: "pipeline" is empty: give a value, or leave the key out.
          pipeline: elec|pipeline: [a]|line 1: "pipeline" is a list: give one text.
          pipeline: elec|pipeline: {a: b}|line 1: "pipeline" is a section with keys: give one text.
          pipeline: elec|pipeline: El_ec|line 1: "El_ec" is not a pipeline name: use at most 64 lower-case letters of a to z, digits and single dashes between them.
          pipeline: elec|pipeline: &x [elec]|line 1: anchors and aliases (& and *) are not read: write the value out, or quote it.
          pipeline: elec|pipeline: *x|line 1: anchors and aliases (& and *) are not read: write the value out, or quote it.
          pipeline: elec|pipeline: !!str elec|line 1: tags (!) are not read: leave them out, or quote the value.
          pipeline: elec|pipeline: elec\\n---|line 3: a second document begins: give each a file of its own.
          pipeline: elec|pipeline: a: b|line 1: this is not YAML (mapping values are not allowed here): check the indentation, the colons and the quotes.
          pipeline: elec||line 1: the mapping lacks the key "pipeline": write pipeline: NAME.
          source: {|sourc: {|line 2: the key "sourc" is not known here; did you mean source?
          {topic: readings, format: avro}|readings|line 2: "source" is "readings": give keys with values, each as key: value.
          topic: readings, format|topics: [a, a], format|line 2: the topic a is there twice: leave one out.
          topic: readings, format|topic: a, topics: [b], format|line 2: there are both topic and topics: leave one out.
          topic: readings, format|topics: [], format|line 2: "topics" is an empty list: give at least one item.
          topic: readings, format|format|line 2: source lacks the key "topic": write topic: NAME, or topics: [A, B].
          topic: readings, format|topic: a b, format|line 2: "a b" is not a topic's name: give letters, digits, dots, dashes and underscores.
          topic: readings, format|topic: elec.samples, format|line 2: elec.samples is a topic of the pipeline's own, which it would read again: name yours.
          , format: avro||line 2: source lacks the key "format": write format: avro, or format: json.
          format: avro|format: xml|line 2: there is no format "xml": give avro or json.
          id: reading\\n|id: $foo\\n|line 3: "$foo" is no id: give a field, $key or $offset.
          id: reading\\n|id: $offset\\n|line 3: labels find their features by id, and an offset is none that they know: write id: FIELD, or id: $key.
          id: reading\\n|id: reading\\ntime: $now\\n|line 4: "$now" is no time: give a field or $timestamp.
          - price|- price\\n  - price|line 6: the column "price" is there already, by line 5: give one of the two another name.
          - price|- [price]|line 5: "features" is a list: give one text.
          - price|- {name: x}|line 5: features lacks the key "field": write field: PATH.
          - price|- {field: x, type: numbr}|line 5: there is no type "numbr" of features; did you mean number?
          - price|- {field: x, type: picture}|line 5: there is no type "picture" of features; give one of number, category, hash, hour, weekday, array.
          - price|- {field: x, values: [a]}|line 5: the key "values" is not known here: features can have field, name, type, missing, mask.
          - price|- {field: x, missing: median}|line 5: "missing" is "median": give mean, error or a number of 32 bits.
          - price|- {field: x, missing: 1e39}|line 5: "missing" is "1e39": give mean, error or a number of 32 bits.
          - price|- {field: x, mask: yes}|line 5: "mask" is "yes": give true or false.
          - price|- {field: x, mask: true}\\n  - x?|line 6: the column "x?" is there already, by line 5: give one of the two another name.
          - price|- {field: x, type: category}|line 5: features lacks the key "values": write values: [A, B], or type: hash where they are not known.
          - price|- {field: x, type: category, values: [1, '1']}|line 5: "1" is there twice in "values": leave one out.
          - price|- {field: x, type: category, values: [a, ~]}|line 5: "values" is empty: give a value, or leave the key out.
          - price|- {field: x, type: hash}|line 5: features lacks the key "buckets": write buckets: 32.
          - price|- {field: x, type: hash, buckets: 65537}|line 5: "buckets" is "65537": give a whole number from 1 to 65536.
          - price|- {field: x, type: array, length: 0}|line 5: "length" is "0": give a whole number from 1 to 65536.
          - price|- {field: x, type: array, length: 65536}|line 6: there are more than 65,536 columns up to here: give fewer.
          - price|- {field: x, type: hour, zone: Sydney}|line 5: "Sydney" is not a time zone: give one such as Europe/Berlin or UTC.
          {field: class, classes: [DOWN, UP]}|class|line 7: "target" is "class": give keys with values, each as key: value.
          , classes: [DOWN, UP]||line 7: a target has either classes: [A, B] or type: number: write one of them.
          , classes: [DOWN, UP]|, type: number, classes: [A, B]|line 7: a target has either classes: [A, B] or type: number: write one of them.
          , classes: [DOWN, UP]|, type: text|line 7: a target has no type "text": write type: number, or classes: [A, B].
          classes: [DOWN, UP]|classes: [UP]|line 7: there is one class only: give at least two.
          classes: [DOWN, UP]|classes: UP|line 7: "classes" is "UP": give a list, such as [a, b].
          topic: outcomes, ||line 8: labels lacks the key "topic": write topic: NAME, or topics: [A, B].
          topic: outcomes|topic: readings|line 8: readings has both features and labels: name another topic, or leave labels out where each record has its own target.
          , id: reading||line 8: labels lacks the key "id": write id: FIELD, or id: $key.
          , id: reading|, id: $offset|line 8: a label's offset is not the id of its features: give a field or $key.
          , within: 1h||line 8: labels lacks the key "within": write within: 1h.
          within: 1h|within: 1 hour|line 8: "1 hour" is not a time to wait: give one such as 30s, 10m, 1h or 2d, at most 30d.
          within: 1h|within: 31d|line 8: "31d" is not a time to wait: give one such as 30s, 10m, 1h or 2d, at most 30d.
          within: 1h|within: 0s|line 8: "0s" is not a time to wait: give one such as 30s, 10m, 1h or 2d, at most 30d.
          within: 1h|within: 1h, missing: keep|line 8: missing is "keep": give drop, orphans or {class: NAME}.
          within: 1h|within: 1h, missing: {class: LEFT}|line 8: "LEFT" is not one of the target's classes: give one of them.
          within: 1h|within: 1h, missing: {number: 1}|line 8: the key "number" is not known here: missing can have class.
          within: 1h|within: 1h, corrections: never|line 8: corrections is "never": give count or learn.
          """)
  void mistake_isOneSentenceWithItsLine(String what, String by, String sentence) {
    String yaml = SOUND.replace(lines(what), by == null ? "" : lines(by));

    assertThat(yaml).isNotEqualTo(SOUND);
    assertThatThrownBy(() -> Mapping.parse(yaml, "m.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage("m.yaml, " + sentence);
  }

  private static String lines(String text) {
    return text.replace("\\n", "\n");
  }

  @Test
  void mapping_isReadWithoutAnyMistake() {
    assertThat(Mapping.parse(SOUND, "m.yaml").pipeline()).isEqualTo("elec");
  }

  @Test
  void text_isRefusedWhenItIsNoSection() {
    assertMistake("", "m.yaml, line 1: the mapping is empty.");
    assertMistake("# nothing", "m.yaml, line 1: the mapping is empty.");
    assertMistake(
        "- a",
        "m.yaml, line 1: the mapping has no keys: begin each line with one, as in key: value.");
    assertMistake(
        "[".repeat(500_000), "m.yaml, line 1: the file has more than 100,000 values or 8");
    assertMistake(
        "features: [" + "a,".repeat(200_000) + "]",
        "m.yaml, line 1: the file has more than 100,000 values or 8");
    assertMistake("a".repeat((1 << 20) + 1), "m.yaml is longer than 1048576 bytes: give a shorter");
  }

  private static void assertMistake(String yaml, String sentence) {
    assertThatThrownBy(() -> Mapping.parse(yaml, "m.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void file_isRefusedWhenItCantBeRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.yaml");

    assertThatThrownBy(() -> Mapping.read(file))
        .hasMessage(file + " does not exist: give a file that you may read.");
    assertThatThrownBy(() -> Mapping.read(folder))
        .hasMessage(folder + " can't be read: give a file that you may read.");
    Files.write(file, "pipeline: \u00e4".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> Mapping.read(file))
        .hasMessage(file + " is not UTF-8: save it as UTF-8.");
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> Mapping.read(file))
        .hasMessage(file + " is longer than 1048576 bytes: give a shorter file.");
  }
}
