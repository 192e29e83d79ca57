package dev.thalweg.monitor.web.state.served;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.monitor.web.state.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedSeriesTest {
  private static final int MAX = 20;

  private final KeyedSeries series = new KeyedSeries("windows", MAX);

  private JsonNode changes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      series.writeChanges(json);
      json.writeEndObject();
    }
    return Values.json(out.toByteArray()).get("windows");
  }

  @Test
  void longHistory_getsSparseWhereItIsOld() {
    // When
    for (long key = 1; key <= 1_000; key++) {
      series.put(key, key);
    }

    // Then
    List<Long> keys = new ArrayList<>(series.keys());
    assertThat(keys).hasSizeLessThanOrEqualTo(MAX).startsWith(1L);
    assertThat(keys.subList(keys.size() - 10, keys.size()))
        .containsExactly(991L, 992L, 993L, 994L, 995L, 996L, 997L, 998L, 999L, 1_000L);
  }

  @Test
  void pointThatHasGone_doesNotComeBackButOthersAreReplaced() throws IOException {
    // Given
    for (long key = 1; key <= MAX + 1; key++) {
      series.put(key, key);
    }
    assertThat(series.keys()).contains(1L).doesNotContain(2L);
    assertThat(changes().get("whole").asBoolean()).isTrue();

    // When
    series.put(1, 77);
    series.put(2, 88);

    // Then
    JsonNode told = changes();
    assertThat(told.get("whole").asBoolean()).isFalse();
    assertThat(told.get("points").toString()).isEqualTo("[[1,77]]");
    assertThat(series.hasChanged()).isFalse();
  }
}
