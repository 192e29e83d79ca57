package dev.thalweg.producer.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.schemas.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {
  @ParameterizedTest
  @CsvSource({
    "permute-labels@30000, PERMUTE_LABELS, 0, 30000, 9223372036854775807",
    "rotate:-22.5@0, ROTATE, -22.5, 0, 9223372036854775807",
    "invert@5..6, INVERT, 0, 5, 6",
    "noise:0.2@30000..33000, NOISE, 0.2, 30000, 33000",
    "one-class:7@30000..32000, ONE_CLASS, 7, 30000, 32000",
    "gradual-rotate:30@30000..40000, GRADUAL_ROTATE, 30, 30000, 40000"
  })
  void spec_isReadAsItStands(String spec, Drift.Kind kind, double value, long from, long until) {
    assertThat(Drift.parse(spec)).isEqualTo(new Drift(spec, kind, value, from, until));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it is not KIND@N",
        "invert|it is not KIND@N",
        "invert@|it is not KIND@N",
        "invert@-1|it is not KIND@N",
        "invert@5..|it is not KIND@N",
        "invert@5...9|it is not KIND@N",
        "invert@5@9|it is not KIND@N",
        "invert@9999999999999999999|it is not KIND@N",
        "shift:3@5|there is no drift called shift",
        "invert:3@5|invert takes no value",
        "rotate@5|rotate takes degrees other than 0, from -360 to 360",
        "rotate:@5|rotate takes degrees",
        "rotate:0@5|rotate takes degrees",
        "rotate:361@5|rotate takes degrees",
        "rotate:NaN@5|rotate takes degrees",
        "noise:0@5|noise takes a share above 0, at most 1",
        "noise:1.01@5|noise takes a share",
        "noise:-0.1@5|noise takes a share",
        "one-class:7.5@5|one-class takes a label",
        "one-class:-1@5|one-class takes a label",
        "gradual-rotate:30@5|an angle grows over a span, N..M",
        "noise:0.2@9..9|the span's end 9 is not above its beginning",
        "noise:0.2@9..5|the span's end 5 is not above its beginning"
      })
  void anythingElse_isRefusedWithTheForms(String spec, String why) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Drift.parse(spec))
        .withMessageStartingWith("--drift \"%s\" can't be set: %s", spec, why)
        .withMessageContainingAll("permute-labels@N", "noise:SHARE@N", "gradual-rotate:DEGREES@N");
  }

  @Test
  void gradualRotation_growsOverItsSpanAndStays() {
    Drift drift = Drift.parse("gradual-rotate:30@100..200");

    assertThat(drift.isActive(99)).isFalse();
    assertThat(drift.isActive(100)).isTrue();
    assertThat(drift.degrees(100)).isZero();
    assertThat(drift.degrees(150)).isEqualTo(15);
    assertThat(drift.degrees(199)).isEqualTo(29.7);
    assertThat(drift.degrees(200)).isEqualTo(30);
    assertThat(drift.isActive(1_000_000)).isTrue();
    assertThat(drift.degrees(1_000_000)).isEqualTo(30);
  }
}
