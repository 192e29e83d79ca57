package dev.thalweg.mapping.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValueTest {
  private static FieldValue value(Object value) {
    return new FieldValue("f", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "NA", "nan", "NULL", "?", " ? "})
  void text_isAMissingNumberAsManyWriteIt(String text) {
    assertThat(value(text).isMissingNumber()).isTrue();
  }

  @Test
  void missing_isNullAndNaN() {
    assertThat(value(null).isMissing()).isTrue();
    assertThat(value(Double.NaN).isMissingNumber()).isTrue();
    assertThat(value(Float.NaN).isMissingNumber()).isTrue();
    assertThat(value("NA").isMissing()).as("a text as another").isFalse();
    assertThat(value(List.of()).isMissing()).isFalse();
  }

  @Test
  void number_isReadFromEveryKind() throws MappingException {
    for (Object one :
        Arrays.asList(
            1,
            1L,
            1f,
            1.0,
            "1",
            "1.",
            "+1",
            " 1e0 ",
            true,
            "true",
            "TRUE",
            BigInteger.ONE,
            new BigDecimal("1.0"))) {
      assertThat(value(one).number()).as("%s", one).isEqualTo(1);
    }
    assertThat(value("-.5").number()).isEqualTo(-0.5);
    assertThat(value("1e-400").number32()).isZero();
    assertThat(Float.floatToRawIntBits(value("-0").number32())).as("no sign").isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,5|has "1,5", which is not a number
          0x10|has "0x10", which is not a number
          1d|has "1d", which is not a number
          Infinity|has "Infinity", which is not a number
          abc|has "abc", which is not a number
          1e39|has "1e39", which is beyond the numbers of 32 bits
          -1e400|has "-1e400", which is beyond the numbers of 32 bits
          NA|is missing
          """)
  void text_isNoNumber(String text, String reason) {
    assertRefused(value(text), reason);
  }

  private static void assertRefused(FieldValue value, String reason) {
    assertThatThrownBy(value::number)
        .isInstanceOfSatisfying(
            MappingException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage("The field f " + reason + ".");
  }

  @Test
  void value_isNoNumberWhenItIsSomethingElse() {
    assertRefused(value(null), "is missing");
    assertRefused(
        value(Double.POSITIVE_INFINITY), "has Infinity, which is beyond the numbers of 32 bits");
    assertRefused(
        value(1e39),
        "has 1000000000000000000000000000000000000000, which is beyond the numbers of 32 bits");
    assertRefused(
        value(new BigDecimal("1e1000000000")),
        "has a number of very many digits, which is beyond the numbers of 32 bits");
    assertRefused(value(Instant.EPOCH), "has 1970-01-01T00:00:00Z, which is not a number");
    assertRefused(value(List.of(1)), "has a list of 1 values, which is not a number");
    assertRefused(value(Fields.of(Map.of())), "has a record, which is not a number");
    assertRefused(
        value(ByteBuffer.allocate(1)), "has bytes or something else, which is not a number");
    assertRefused(value("x\u001b[31m"), "has \"x?[31m\", which is not a number");
  }

  @Test
  void text_isTheSameForWhatAPersonTakesForTheSame() throws MappingException {
    for (Object one : List.of(1, 1L, 1f, 1.0, "1", " 1 ", BigInteger.ONE, new BigDecimal("1.00"))) {
      assertThat(value(one).text()).as("%s", one).isEqualTo("1");
    }
    assertThat(value("1.0").canonicalText()).isEqualTo("1");
    assertThat(value("1.10").canonicalText()).as("a version").isEqualTo("1.10");
    assertThat(value("007").canonicalText()).as("a code").isEqualTo("007");
    assertThat(value("-0.0").canonicalText()).isEqualTo("0");
    assertThat(value(-0.0).text()).isEqualTo("0");
    assertThat(value(0.1f).text()).isEqualTo("0.1");
    assertThat(value(1e-5).text()).isEqualTo("0.00001");
    assertThat(value("True").canonicalText()).isEqualTo("true");
    assertThat(value(true).text()).isEqualTo("true");
    assertThat(value(LocalDate.EPOCH).text()).isEqualTo("1970-01-01");
  }

  @Test
  void text_isRefusedWhenItIsTooLongOrNone() {
    assertThatThrownBy(value("x".repeat(4_097))::text)
        .hasMessage("The field f has more than 4,096 characters, which is too long.");
    assertThatThrownBy(value(List.of())::text)
        .hasMessage("The field f has a list of 0 values, which is not a text.");
    assertThatThrownBy(value(BigInteger.TEN.pow(5_000))::text)
        .hasMessage("The field f has a number of very many digits, which is not a text.");
  }

  @ParameterizedTest
  @CsvSource({
    "1714557600, 1714557600000",
    "1714557600.5, 1714557600500",
    "1714557600000, 1714557600000",
    "1714557600000000, 1714557600000",
    "1714557600000000000, 1714557600000",
    "0, 0",
    "2024-05-01T10:00:00Z, 1714557600000",
    "2024-05-01T10:00Z, 1714557600000",
    "2024-05-01 10:00:00.000000, 1714557600000",
    "2024-05-01T12:00:00+02:00, 1714557600000",
    "2024-05-01T12:00:00+0200, 1714557600000",
    "2024-05-01T12:00:00+02, 1714557600000",
    "2024-05-01, 1714521600000",
  })
  void moment_isReadFromTextsAndNumbers(String text, long millis) throws MappingException {
    assertThat(value(text).epochMillis()).isEqualTo(millis);
    if (text.matches("\\d+")) {
      assertThat(value(Long.parseLong(text)).epochMillis()).isEqualTo(millis);
      assertThat(value(Double.parseDouble(text)).epochMillis()).isEqualTo(millis);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1e9",
        "10:00",
        "2024-13-01",
        "2024-02-30",
        "1.5.2024",
        "9999999999999999999",
        "-9223372036854775808",
        "+10000-01-01",
        "2024-05-01T10",
        "99999999999999999999.5"
      })
  void text_isNoMoment(String text) {
    assertThatThrownBy(value(text)::epochMillis)
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(text);
  }

  @Test
  void timeOfDay_isReadInItsZone() throws MappingException {
    ZoneId sydney = ZoneId.of("Australia/Sydney");

    assertThat(value(Instant.EPOCH).timeOfDay(sydney)).isEqualTo(LocalTime.of(10, 0));
    assertThat(value(LocalDateTime.of(2024, 1, 1, 9, 0)).timeOfDay(sydney))
        .as("the zone's own")
        .isEqualTo(LocalTime.of(9, 0));
    assertThat(value("09:30").timeOfDay(sydney)).isEqualTo(LocalTime.of(9, 30));
    assertThat(value("2024-01-01").date(sydney)).isEqualTo(LocalDate.of(2024, 1, 1));
    assertThatThrownBy(() -> value("2024-01-01").timeOfDay(sydney))
        .hasMessage("The field f has \"2024-01-01\", which has no time of day.");
    assertThatThrownBy(() -> value(LocalTime.NOON).date(sydney))
        .hasMessage("The field f has 12:00, which has no date.");
    assertThatThrownBy(() -> value(Instant.MAX).date(sydney)).isInstanceOf(MappingException.class);
    assertThatThrownBy(value(Instant.MAX)::epochMillis).isInstanceOf(MappingException.class);
  }
}
