package dev.thalweg.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thalweg.mapping.draft.Draft;
import dev.thalweg.mapping.draft.DraftRequest;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.schemas.UserException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a record holds, it becomes a vector or is refused. */
class AnyRecordTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "1",
          "-1.5",
          "1e999",
          "NaN",
          "?",
          "true",
          "2024-05-01",
          "10:00",
          "0.0",
          "2024-05-01T10:00:00Z",
          "\ud83d\ude00",
          "\ud83d",
          "\u0000",
          "x".repeat(5_000),
          "a: b",
          "#",
          "- ",
          "\"",
          "\\",
          "\n",
          "null",
          "~",
          "99999999999999999999",
          "{",
          "\u2028");

  private final long seed = Long.getLong("mapping.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 3 ? 9 : 11)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextInt(5));
      case 3 -> JSON.numberNode(random.nextLong());
      case 4 -> JSON.numberNode(Double.longBitsToDouble(random.nextLong()));
      case 5 -> JSON.numberNode(new BigInteger(random.nextInt(5_000), random));
      case 6 -> JSON.numberNode(new BigDecimal(BigInteger.ONE, random.nextInt()));
      case 7 -> JSON.numberNode(random.nextDouble() * Math.pow(10, random.nextInt(20)));
      case 8 -> JSON.textNode(text());
      case 9 -> {
        var array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(depth + 1));
        }
        yield array;
      }
      default -> object(depth + 1, random.nextInt(4));
    };
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private ObjectNode object(int depth, int names) {
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < names; i++) {
      object.set(random.nextBoolean() ? text() : "f" + random.nextInt(8), value(depth));
    }
    return object;
  }

  @Test
  void anyJson_isAVectorOrRefused() {
    Mapping mapping =
        Mapping.parse(
            """
            pipeline: p
            source: {topic: t, format: json}
            id: f0
            time: f1
            features:
              - {field: f0, missing: 0}
              - {field: f1, type: category, values: [a, 1, true]}
              - {field: f2, type: hash, buckets: 7}
              - {field: f3, type: hour}
              - {field: f4, type: weekday, zone: Pacific/Apia}
              - {field: f5, type: array, length: 2}
              - f6.f7
            target: {field: f7, type: number}
            weight: f2
            """,
            "m.yaml");
    for (int i = 0; i < 20_000; i++) {
      Fields fields = Fields.of(object(0, 8));
      try {
        float[] vector = mapping.features(fields);
        assertThat(vector).as("seed %d", seed).hasSize(mapping.width());
        for (float number : vector) {
          assertThat(Float.isInfinite(number)).as("seed %d", seed).isFalse();
        }
        mapping.id(fields);
        mapping.weight(fields);
        mapping.time(fields);
        mapping.target(fields);
      } catch (MappingException e) {
        assertThat(e.getMessage()).as("seed %d", seed).endsWith(".").doesNotContain("\n");
      } catch (RuntimeException e) {
        throw new AssertionError("mapping.seed=%d: %s".formatted(seed, fields), e);
      }
    }
  }

  @Test
  void anyJson_isDraftedAsAMappingThatIsRead() {
    int drafted = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Fields> rows = new ArrayList<>();
      for (int row = random.nextInt(30); row >= 0; row--) {
        rows.add(Fields.of(object(0, 4)));
      }
      String draft;
      try {
        draft =
            Draft.ofRows(rows, new DraftRequest("p", List.of("t"), Format.JSON, "f1", null, null));
      } catch (UserException e) {
        continue;
      }
      drafted++;
      try {
        Mapping mapping = Mapping.parse(draft, "draft");
        assertThat(Mapping.parse(mapping.text(), "text").text()).isEqualTo(mapping.text());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("mapping.seed=%d:%n%s".formatted(seed, draft), e);
      }
    }
    assertThat(drafted).as("seed %d", seed).isGreaterThan(300);
  }
}
