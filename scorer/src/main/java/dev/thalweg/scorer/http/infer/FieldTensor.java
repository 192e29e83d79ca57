package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.schemas.text.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An input tensor with a field's values: one for each example, or a list for each. A null is a
 * missing value.
 */
final class FieldTensor {
  private static final int DIMENSIONS_MAX = 2;
  private static final long NOT_BINARY = -1;

  /** The datatype of texts, which are no numbers. */
  private static final String TEXTS = "BYTES";

  private final Nesting nesting = new Nesting(DIMENSIONS_MAX);
  private final int valuesMax;
  private String name;
  private String datatype;
  private List<Long> shape;
  private List<Object> values;
  private long binarySize = NOT_BINARY;

  /**
   * @param valuesMax most values that it may have
   */
  FieldTensor(int valuesMax) {
    this.valuesMax = valuesMax;
  }

  /** Reads one object, whose start is the parser's current token. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue; // as if it were not there
      }
      switch (member) {
        case "name" -> name = TensorReader.text(json, member, name);
        case "datatype" -> datatype = TensorReader.text(json, member, datatype);
        case "shape" -> readShape(json);
        case "data" -> readData(json);
        case "parameters" -> readParameters(json);
        default -> json.skipChildren();
      }
    }
    if (name == null || shape == null || datatype == null || (values == null && !isBinary())) {
      throw ProblemException.malformed(
          "An input needs \"name\", \"shape\", \"datatype\" and \"data\".");
    }
  }

  private void readShape(JsonParser json) throws IOException {
    TensorReader.requireArray(json, "shape", shape);
    shape = new ArrayList<>(DIMENSIONS_MAX);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || json.getLongValue() < 1
          || shape.size() == DIMENSIONS_MAX) {
        throw ProblemException.malformed("The shape of a field's input has to be [n] or [n,m].");
      }
      shape.add(json.getLongValue());
    }
  }

  private void readData(JsonParser json) throws IOException {
    TensorReader.requireArray(json, "data", values);
    values = new ArrayList<>();
    nesting.begin(0);
    while (!nesting.isClosed()) {
      switch (json.nextToken()) {
        case START_ARRAY -> nesting.begin(values.size());
        case END_ARRAY -> nesting.end(values.size());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(json.getNumberValue());
        case VALUE_STRING -> add(json.getText());
        case VALUE_TRUE -> add(true);
        case VALUE_FALSE -> add(false);
        case VALUE_NULL -> add(null);
        default ->
            throw ProblemException.malformed(
                "\"data\" has to hold numbers, strings, true or false.");
      }
    }
  }

  private void add(Object value) {
    if (values.size() == valuesMax) {
      throw tooMany();
    }
    values.add(value);
  }

  private ProblemException tooMany() {
    return ProblemException.tooLarge(
        "An input may have at most %,d values in this request.".formatted(valuesMax));
  }

  private void readParameters(JsonParser json) throws IOException {
    TensorReader.requireObject(json, "parameters");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean isSize = json.currentName().equals("binary_data_size");
      if (json.nextToken() != JsonToken.VALUE_NULL && isSize) {
        binarySize = TensorReader.binarySize(json);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Whether its values come after the JSON. */
  boolean isBinary() {
    return binarySize != NOT_BINARY;
  }

  /**
   * Reads its values.
   *
   * @param binary what comes after the JSON, from its first value on, little-endian; is then behind
   *     its last
   */
  void readBinary(ByteBuffer binary) {
    if (values != null) {
      throw ProblemException.malformed("Send either \"data\" or binary data, not both.");
    }
    if (binarySize > binary.remaining()) {
      throw ProblemException.malformed(
          "After the JSON there are %,d bytes left and the input \"%s\" needs %,d."
              .formatted(binary.remaining(), shown(), binarySize));
    }
    ByteBuffer own =
        binary.slice(binary.position(), (int) binarySize).order(ByteOrder.LITTLE_ENDIAN);
    binary.position(binary.position() + (int) binarySize);
    int count = count();
    values =
        datatype.equals(TEXTS)
            ? BinaryValues.texts(own, count)
            : BinaryValues.numbers(TensorDatatype.named(datatype), own, count);
  }

  /** How many values its shape says. */
  private int count() {
    long count = 1;
    for (long dimension : shape) {
      count *= Math.min(dimension, valuesMax + 1L);
    }
    if (count > valuesMax) {
      throw tooMany();
    }
    return (int) count;
  }

  /** The field's path. */
  String name() {
    return name;
  }

  /** How many values it has so far. */
  int size() {
    return values == null ? 0 : values.size();
  }

  /** How many examples its shape says. */
  long examples() {
    return shape.isEmpty() ? 0 : shape.get(0);
  }

  /**
   * Checks all of it together.
   *
   * @param isList whether the field is to have a list for each example
   * @return a neutral value for each example
   */
  List<Object> column(boolean isList) {
    long each = shape.size() == 2 ? shape.get(1) : 1;
    if (shape.isEmpty() || (!isList && each != 1)) {
      throw ProblemException.malformed(
          "The shape of \"%s\" has to be %s."
              .formatted(shown(), isList ? "[n,m]" : "[n] or [n,1]"));
    }
    if (values.size() / each != shape.get(0) || values.size() % each != 0) {
      throw ProblemException.malformed(
          "\"data\" of \"%s\" has %,d values, and its shape says otherwise."
              .formatted(shown(), values.size()));
    }
    nesting.require(shape);
    List<Object> checked = values.stream().map(this::checked).toList();
    if (!isList) {
      return checked;
    }
    List<Object> lists = new ArrayList<>();
    for (int i = 0; i < checked.size(); i += (int) each) {
      lists.add(checked.subList(i, i + (int) each));
    }
    return lists;
  }

  /** A value of the tensor's datatype. */
  private Object checked(Object value) {
    if (value == null) {
      return null;
    }
    if (datatype.equals(TEXTS)) {
      if (value instanceof String) {
        return value;
      }
    } else {
      TensorDatatype type = TensorDatatype.named(datatype);
      if (type == TensorDatatype.BOOL && (value instanceof Boolean || isBit(value))) {
        return value instanceof Boolean ? value : ((Number) value).intValue() == 1;
      }
      if (type != TensorDatatype.BOOL && value instanceof Number number && type.holds(number)) {
        return value;
      }
    }
    throw ProblemException.malformed(
        "\"data\" of \"%s\" has %s, which is no %s; texts are BYTES."
            .formatted(shown(), Shown.text(String.valueOf(value), 40), Shown.text(datatype, 20)));
  }

  private static boolean isBit(Object value) {
    return value instanceof Integer number && (number == 0 || number == 1);
  }

  private String shown() {
    return Shown.text(name, 60);
  }
}
