package dev.thalweg.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
  private static final Schema READING =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Reading", "namespace": "acme", "fields": [
                {"name": "id", "type": "string"},
                {"name": "price", "type": ["null", "double"]},
                {"name": "city", "type": {"type": "enum", "name": "City", "symbols": ["Sydney", "Perth"]}},
                {"name": "taken", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "meter", "type": ["null", {"type": "record", "name": "Meter", "fields": [
                  {"name": "voltage", "type": "float"},
                  {"name": "inner", "type": ["null", "Meter"]}]}]},
                {"name": "tags", "type": {"type": "map", "values": "int"}},
                {"name": "numbers", "type": {"type": "array", "items": ["null", "int"]}},
                {"name": "words", "type": {"type": "array", "items": "Meter"}},
                {"name": "picture", "type": "bytes"},
                {"name": "nothing", "type": "null"}]}
              """);

  private static Mapping mapping(String features, String target) {
    return Mapping.parse(
        """
        pipeline: p
        source: {topic: t, format: avro}
        id: id
        features:
        %s
        target: %s
        """
            .formatted(features, target),
        "m.yaml");
  }

  @Test
  void check_isEmptyWhenAllFits() {
    Mapping mapping =
        mapping(
            """
            - price
            - meter.voltage
            - meter.inner.inner.voltage
            - tags.anything
            - {field: id, type: hash, buckets: 2}
            - {field: taken, type: hour}
            - {field: numbers, type: array, length: 2}
            """,
            "{field: city, classes: [Sydney, Perth]}");

    assertThat(mapping.check(READING)).isEmpty();
  }

  @Test
  void check_hasASentenceForEachMistake() {
    Mapping mapping =
        mapping(
            """
            - prize
            - meter.voltag
            - something
            - taken
            - meter
            - picture
            - nothing
            - {field: words, type: array, length: 2}
            - {field: price, type: array, length: 2}
            - {field: city, type: category, values: [Sidney, Oslo]}
            - {field: city, type: hour}
            """,
            "{field: tags, type: number}");

    assertThat(mapping.check(READING))
        .containsExactly(
            "The field \"prize\" is not in acme.Reading; did you mean \"price\"?",
            "The field \"meter.voltag\" is not in acme.Reading; did you mean \"meter.voltage\"?",
            "The field \"something\" is not in acme.Reading: name one of its fields.",
            unfit("taken", "a timestamp", "number"),
            unfit("meter", "a record or map", "number"),
            unfit("picture", "bytes, or an array of other things", "number"),
            unfit("nothing", "always null", "number"),
            unfit("words", "bytes, or an array of other things", "array"),
            unfit("price", "a number", "array"),
            "The field \"city\" never has \"Sidney\" in acme.Reading, whose enum lacks it; did you"
                + " mean \"Sydney\"?",
            "The field \"city\" never has \"Oslo\" in acme.Reading, whose enum lacks it; it has"
                + " Sydney, Perth.",
            unfit("city", "an enum", "hour"),
            "The field \"tags\" is a record or map in acme.Reading, which can't be the target: map"
                + " it otherwise, or leave it out.");
  }

  private static String unfit(String field, String is, String type) {
    return ("The field \"%s\" is %s in acme.Reading, which can't be a feature of type %s: map it"
            + " otherwise, or leave it out.")
        .formatted(field, is, type);
  }

  @Test
  void checkLabels_looksAtTheLabelsFields() {
    Mapping mapping =
        Mapping.parse(
            """
            pipeline: p
            source: {topic: t, format: avro}
            id: $key
            features: [price]
            target: {field: citi, classes: [Sydney, Perth]}
            labels: {topic: l, id: ident, time: picture, within: 1d}
            """,
            "m.yaml");

    assertThat(mapping.check(READING)).isEmpty();
    assertThat(mapping.checkLabels(READING))
        .containsExactly(
            "The field \"ident\" is not in acme.Reading: name one of its fields.",
            "The field \"picture\" is bytes, or an array of other things in acme.Reading, which"
                + " can't be the time: map it otherwise, or leave it out.",
            "The field \"citi\" is not in acme.Reading; did you mean \"city\"?");
  }
}
