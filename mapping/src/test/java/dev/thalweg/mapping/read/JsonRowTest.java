package dev.thalweg.mapping.read;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowTest {

  private static List<Optional<Fields>> rows(byte[] array) throws IOException {
    List<Optional<Fields>> rows = new ArrayList<>();
    try (JsonParser json = JsonRow.parser(array)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        rows.add(JsonRow.read(json));
      }
      assertThat(json.nextToken()).isNull();
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1,\"b\":{\"c\":[1.5,null,\"x\"]}}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":NaN,\"b\":-Infinity,\"c\":1e400,\"d\":123456789012345678901234567890}",
        "{\"\":true,\"x.y\":0.1}"
      })
  void row_isReadAsARecordOfATopicIs(String row) throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      // Given
      Fields ofRecord = FieldsReader.of(Format.JSON, registry).read(row.getBytes(UTF_8));

      // When
      List<Optional<Fields>> rows =
          rows("[5,%s,[[%s]],%s]".formatted(row, row, row).getBytes(UTF_8));
      List<Optional<Fields>> wide = rows("[%s]".formatted(row).getBytes(UTF_16LE));

      // Then
      assertThat(rows)
          .containsExactly(
              Optional.empty(), Optional.of(ofRecord), Optional.empty(), Optional.of(ofRecord));
      assertThat(wide).containsExactly(Optional.of(ofRecord));
    }
  }

  @Test
  void rowsOfAsManyValuesAsPossible_areReadOneAfterTheOther() throws Exception {
    // Given: two tokens of the row itself, its name, and two of the array
    String row = "{\"a\":[%s0]}".formatted("0,".repeat(JsonRow.TOKENS_MAX - 6));

    // When
    List<Optional<Fields>> rows = rows("[%s,%s]".formatted(row, row).getBytes(UTF_8));

    // Then
    assertThat(rows).hasSize(2);
    assertThatThrownBy(() -> rows("[%s]".formatted(row.replaceFirst("0", "0,0,0")).getBytes(UTF_8)))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void valueThatIsNoObject_isNoRecord() {
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      FieldsReader reader = FieldsReader.of(Format.JSON, registry);
      for (String value : new String[] {"", "5", "[]", "{} {}", "{", "null"}) {
        // When, then
        assertThatThrownBy(() -> reader.read(value.getBytes(UTF_8)))
            .as(value)
            .isInstanceOf(UnreadableRecordException.class);
      }
    }
  }
}
