package dev.thalweg.examples.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
  @Test
  void reading_becomesASampleOfThreeFloats() throws IOException {
    // Given
    String json = "{\"id\":\"a\",\"volt\":230.5,\"ampere\":4,\"hertz\":50,\"faulty\":true}";
    // When
    Sample sample = Reading.parse(json.getBytes(UTF_8)).toSample();
    // Then
    assertThat(sample.getId()).isEqualTo("a");
    assertThat(sample.getShape()).containsExactly(3);
    assertThat(sample.getDatatype()).isEqualTo(Datatype.FP32);
    assertThat(sample.getData().array())
        .containsExactly(0, (byte) 0x80, 0x66, 0x43, 0, 0, (byte) 0x80, 0x40, 0, 0, 0x48, 0x42);
    assertThat(sample.getTarget()).isEqualTo(1);
    assertThat(sample.getWeight()).isEqualTo(1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | It is no JSON object.",
        "{\"id\":1,\"faulty\":true} | It needs an \"id\" that is a text and \"faulty\","
            + " true or false.",
        "{\"id\":\"a\",\"faulty\":true,\"volt\":\"230\"} | Its \"volt\" is not a number that a"
            + " float can hold.",
        "{\"id\":\"a\",\"faulty\":true,\"volt\":1e99} | Its \"volt\" is not a number that a float"
            + " can hold."
      })
  void anythingElse_isRefusedWithASentence(String json, String sentence) {
    assertThatThrownBy(() -> Reading.parse(json.getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence);
  }

  @Test
  void tombstone_isRefused() {
    assertThatThrownBy(() -> Reading.parse(null)).hasMessage("It is no JSON object.");
  }
}
