package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads an input tensor, its members in any order. Its numbers are kept as they come, flat or
 * nested, and never more of them than a request may have.
 */
public final class TensorReader {
  private static final int DIMENSIONS_MAX = 4;
  public static final String NAME = "images";

  private final Architecture architecture;
  private final int imagesMax;
  private String name;
  private Datatype datatype;
  private List<Long> shape;
  private float[] values;
  private int length;

  TensorReader(Architecture architecture, int imagesMax) {
    this.architecture = architecture;
    this.imagesMax = imagesMax;
  }

  /** Reads one object, whose start is the parser's current token. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "name" -> name = text(json, member, name);
        case "datatype" -> datatype = Datatype.named(text(json, member, null));
        case "shape" -> readShape(json);
        case "data" -> readData(json);
        default -> json.skipChildren();
      }
    }
  }

  static String text(JsonParser json, String member, String before) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING || before != null) {
      throw ProblemException.malformed("\"%s\" has to be one string.".formatted(member));
    }
    return json.getText();
  }

  private void readShape(JsonParser json) throws IOException {
    requireArray(json, "shape", shape);
    shape = new ArrayList<>(DIMENSIONS_MAX);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || shape.size() == DIMENSIONS_MAX) {
        throw otherShape();
      }
      shape.add(json.getLongValue());
    }
  }

  private void readData(JsonParser json) throws IOException {
    requireArray(json, "data", values);
    values = new float[architecture.inputs()];
    for (int depth = 1; depth > 0; ) {
      switch (json.nextToken()) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_NUMBER_INT -> add(json.getIntValue());
        case VALUE_NUMBER_FLOAT -> add(json.getFloatValue());
        default -> throw ProblemException.malformed("\"data\" has to hold numbers only.");
      }
    }
  }

  private static void requireArray(JsonParser json, String member, Object before) {
    if (json.currentToken() != JsonToken.START_ARRAY || before != null) {
      throw ProblemException.malformed("\"%s\" has to be one array.".formatted(member));
    }
  }

  private void add(float value) {
    long most = (long) imagesMax * architecture.inputs();
    if (length == most) {
      throw tooMany();
    }
    if (length == values.length) {
      values = Arrays.copyOf(values, (int) Math.min(most, 2L * length));
    }
    values[length++] = value;
  }

  private ProblemException tooMany() {
    return ProblemException.tooLarge("A request may have at most %,d images.".formatted(imagesMax));
  }

  private ProblemException otherShape() {
    int height = architecture.shape().height();
    int width = architecture.shape().width();
    return ProblemException.malformed(
        "The shape has to be [n,%d], [n,%d,%d], [n,1,%d,%d] or [n,%d,%d,1]."
            .formatted(height * width, height, width, height, width, height, width));
  }

  /** Checks all of it together; how many images there are. */
  int images() {
    if (name == null || shape == null || datatype == null || values == null) {
      throw ProblemException.malformed(
          "The input needs \"name\", \"shape\", \"datatype\" and \"data\".");
    }
    if (!name.equals(NAME)) {
      throw ProblemException.malformed("The only input is \"%s\".".formatted(NAME));
    }
    long images = shape.isEmpty() ? 0 : shape.get(0);
    if (images < 1 || !isImage(shape.subList(1, shape.size()))) {
      throw otherShape();
    }
    if (images > imagesMax) {
      throw tooMany();
    }
    if (length != images * architecture.inputs()) {
      throw ProblemException.malformed(
          "\"data\" has %,d numbers and its shape needs %,d."
              .formatted(length, images * architecture.inputs()));
    }
    return (int) images;
  }

  private boolean isImage(List<Long> each) {
    long height = architecture.shape().height();
    long width = architecture.shape().width();
    return each.equals(List.of(height * width))
        || each.equals(List.of(height, width))
        || each.equals(List.of(1L, height, width))
        || each.equals(List.of(height, width, 1L));
  }

  /** The pixels as numbers from 0 to 1; after {@link #images}. */
  float[] unitValues() {
    datatype.toUnit(values, length);
    return length == values.length ? values : Arrays.copyOf(values, length);
  }
}
