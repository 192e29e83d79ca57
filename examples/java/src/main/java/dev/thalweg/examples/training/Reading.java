package dev.thalweg.examples.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a meter tells, and what a person found out later.
 *
 * @param id names the reading; no two have the same
 * @param faulty whether the meter was found to be broken
 */
public record Reading(String id, float volt, float ampere, float hertz, boolean faulty) {
  /** Volt, ampere and hertz. */
  public static final int FEATURES = 3;

  /** Sound, and faulty. */
  public static final int CLASSES = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the JSON of the topic.
   *
   * @throws IOException with a sentence that says what is wrong with it
   */
  static Reading parse(byte[] json) throws IOException {
    JsonNode fields = json == null ? null : JSON.readTree(json);
    if (fields == null || !fields.isObject()) {
      throw new IOException("It is no JSON object.");
    }
    if (!fields.path("id").isTextual() || !fields.path("faulty").isBoolean()) {
      throw new IOException("It needs an \"id\" that is a text and \"faulty\", true or false.");
    }
    return new Reading(
        fields.get("id").textValue(),
        number(fields, "volt"),
        number(fields, "ampere"),
        number(fields, "hertz"),
        fields.get("faulty").booleanValue());
  }

  private static float number(JsonNode fields, String name) throws IOException {
    float number = fields.path(name).floatValue();
    if (!fields.path(name).isNumber() || !Float.isFinite(number)) {
      throw new IOException("Its \"%s\" is not a number that a float can hold.".formatted(name));
    }
    return number;
  }

  /** As the learner takes it: {@value #FEATURES} little-endian float32, and the class. */
  Sample toSample() {
    ByteBuffer data =
        ByteBuffer.allocate(FEATURES * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(volt)
            .putFloat(ampere)
            .putFloat(hertz)
            .flip();
    return Sample.newBuilder()
        .setId(id)
        .setShape(List.of(FEATURES))
        .setDatatype(Datatype.FP32)
        .setData(data)
        .setTarget(faulty ? 1 : 0)
        .setSource(MeterTopology.READINGS)
        .build();
  }
}
