package dev.thalweg.mapping.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.file.YamlDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureTest {
  private static final float NAN = Float.NaN;

  /** The columns of one feature of the field f. */
  private static float[] columns(String details, Object value) throws MappingException {
    Feature feature =
        FeatureReader.read(YamlDocument.parse("{field: f" + details + "}", "m", "the feature"));
    Map<String, Object> record = new HashMap<>();
    record.put("f", value);
    float[] vector = new float[feature.columns().size()];
    feature.write(Fields.of(record), vector, 0);
    return vector;
  }

  @Test
  void number_isAsItIsOrWhatIsSaidWhereMissing() throws MappingException {
    assertThat(columns("", "2.5")).containsExactly(2.5f);
    assertThat(columns("", null)).containsExactly(NAN);
    assertThat(columns(", missing: -1", "NA")).containsExactly(-1);
    assertThat(columns(", mask: true", null)).containsExactly(NAN, 1);
    assertThat(columns(", mask: true", 3)).containsExactly(3, 0);
    assertThatThrownBy(() -> columns(", missing: error", null))
        .hasMessage("The field f is missing.");
  }

  @Test
  void category_hasAColumnForEachValue() throws MappingException {
    String listed = ", type: category, values: [a, 1]";

    assertThat(columns(listed, "a")).containsExactly(1, 0);
    assertThat(columns(listed, 1L)).containsExactly(0, 1);
    assertThat(columns(listed, "b")).as("unknown").containsExactly(0, 0);
    assertThat(columns(listed, null)).containsExactly(0, 0);
    assertThat(columns(listed + ", other: true", "b")).containsExactly(0, 0, 1);
    assertThat(columns(listed + ", other: true, mask: true", "")).containsExactly(0, 0, 0, 1);
    assertThat(columns(listed + ", missing: mean", null)).containsExactly(NAN, NAN);
    assertThatThrownBy(() -> columns(listed + ", missing: error", null))
        .hasMessage("The field f is missing.");
    assertThatThrownBy(() -> columns(listed, List.of("a")))
        .hasMessage("The field f has a list of 1 values, which is not a text.");
  }

  @Test
  void hash_hasOneColumnOfTheCrc() throws MappingException {
    String hashed = ", type: hash, buckets: 8";

    // CRC-32 of "a" is 0xe8b7be43.
    assertThat(columns(hashed, "a")).containsExactly(0, 0, 0, 1, 0, 0, 0, 0);
    assertThat(columns(hashed, 17)).isEqualTo(columns(hashed, "17.0")).contains(1);
    assertThat(columns(hashed, null)).containsOnly(0);
  }

  @Test
  void cycles_haveASineAndACosine() throws MappingException {
    assertAngle(", type: hour", "2024-05-01T06:00:00Z", 0.25);
    assertAngle(", type: hour, zone: '+06:00'", "2024-05-01T06:00:00Z", 0.5);
    assertAngle(", type: weekday", "2024-04-29", 0);
    assertAngle(", type: weekday", "2024-05-05", 6 / 7.0);
    assertThat(columns(", type: hour, mask: true", null)).containsExactly(NAN, NAN, 1);
    assertThatThrownBy(() -> columns(", type: hour", "noon"))
        .hasMessageStartingWith("The field f has \"noon\", which is not a time");
  }

  private static void assertAngle(String details, Object value, double turn)
      throws MappingException {
    assertThat(columns(details, value))
        .containsExactly(
            (float) StrictMath.sin(2 * Math.PI * turn), (float) StrictMath.cos(2 * Math.PI * turn));
  }

  @Test
  void array_hasAColumnForEachNumber() throws MappingException {
    String two = ", type: array, length: 2";

    assertThat(columns(two, List.of(1, "2.5"))).containsExactly(1, 2.5f);
    assertThat(columns(two + ", mask: true", Arrays.asList(1, null))).containsExactly(1, NAN, 1);
    assertThat(columns(two, null)).containsExactly(NAN, NAN);
    assertThatThrownBy(() -> columns(two, List.of(1)))
        .hasMessage("The field f has a list of 1 values, and the mapping says 2.");
    assertThatThrownBy(() -> columns(two, "1 2"))
        .hasMessage("The field f has \"1 2\", which is not a list.");
    assertThatThrownBy(() -> columns(two, List.of("a", 1)))
        .hasMessage("The field f has \"a\", which is not a number.");
  }
}
