package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.Classifier;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an input tensor, its members in any order. Of its numbers never more are kept than a
 * request may have.
 */
final class TensorReader {
  private static final int FEWEST_BYTES_PER_NUMBER = 2; // a digit and a comma
  private static final long NOT_BINARY = -1;

  private final ServedModel model;
  private final int examplesMax;
  private final int bodyBytes;
  private final InputTensor input;
  private final Nesting nesting = new Nesting(InputTensor.DIMENSIONS_MAX);
  private String name;
  private TensorDatatype datatype;
  private List<Long> shape;
  private TensorNumbers numbers;
  private long binarySize = NOT_BINARY;

  /**
   * @param model that the tensor is for
   * @param bodyBytes of the request, by which room is made for the numbers
   */
  TensorReader(ServedModel model, int examplesMax, int bodyBytes) {
    this.model = model;
    this.examplesMax = examplesMax;
    this.bodyBytes = bodyBytes;
    this.input = new InputTensor(model);
  }

  /** Reads one object, whose start is the parser's current token. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue; // as if it were not there
      }
      switch (member) {
        case "name" -> name = text(json, member, name);
        case "datatype" -> datatype = TensorDatatype.named(text(json, member, null));
        case "shape" -> readShape(json);
        case "data" -> readData(json);
        case "parameters" -> readParameters(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readParameters(JsonParser json) throws IOException {
    requireObject(json, "parameters");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_NULL && member.equals("binary_data_size")) {
        binarySize = binarySize(json);
      } else {
        json.skipChildren();
      }
    }
  }

  /** The number of bytes that is the parser's current token. */
  static long binarySize(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || json.getLongValue() < 0) {
      throw ProblemException.malformed(
          "\"binary_data_size\" has to be the number of bytes that the values take.");
    }
    return json.getLongValue();
  }

  static void requireObject(JsonParser json, String member) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw ProblemException.malformed("\"%s\" has to be one object.".formatted(member));
    }
  }

  /** Whether its numbers come after the JSON. */
  boolean isBinary() {
    return binarySize != NOT_BINARY;
  }

  static String text(JsonParser json, String member, String before) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING || before != null) {
      throw ProblemException.malformed("\"%s\" has to be one string.".formatted(member));
    }
    return json.getText();
  }

  private void readShape(JsonParser json) throws IOException {
    requireArray(json, "shape", shape);
    shape = new ArrayList<>(InputTensor.DIMENSIONS_MAX);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || shape.size() == InputTensor.DIMENSIONS_MAX) {
        throw input.otherShape();
      }
      shape.add(json.getLongValue());
    }
  }

  private void readData(JsonParser json) throws IOException {
    requireArray(json, "data", numbers);
    int inputs = model.architecture().inputs();
    numbers =
        new TensorNumbers(
            Math.min(inputs, bodyBytes / FEWEST_BYTES_PER_NUMBER + 1), (long) examplesMax * inputs);
    nesting.begin(0);
    while (!nesting.isClosed()) {
      switch (json.nextToken()) {
        case START_ARRAY -> nesting.begin(numbers.length());
        case END_ARRAY -> nesting.end(numbers.length());
        case VALUE_NUMBER_INT -> room().addWhole(json);
        case VALUE_NUMBER_FLOAT -> room().addFloat(json);
        case VALUE_TRUE -> room().addBoolean(true);
        case VALUE_FALSE -> room().addBoolean(false);
        default -> throw ProblemException.malformed("\"data\" has to hold numbers only.");
      }
    }
  }

  static void requireArray(JsonParser json, String member, Object before) {
    if (json.currentToken() != JsonToken.START_ARRAY || before != null) {
      throw ProblemException.malformed("\"%s\" has to be one array.".formatted(member));
    }
  }

  private TensorNumbers room() {
    if (numbers.isFull()) {
      throw tooMany();
    }
    return numbers;
  }

  private ProblemException tooMany() {
    return ProblemException.tooLarge(
        "A request may have at most %,d examples.".formatted(examplesMax));
  }

  /**
   * Checks all of it together; how many examples there are.
   *
   * @param binary what came after the JSON, little-endian
   */
  int examples(ByteBuffer binary) {
    if (name == null || shape == null || datatype == null || (numbers == null && !isBinary())) {
      throw ProblemException.malformed(
          "The input needs \"name\", \"shape\", \"datatype\" and \"data\".");
    }
    InputTensor.requireName(name);
    long examples = input.examples(shape);
    if (examples > examplesMax) {
      throw tooMany();
    }
    long needed = examples * model.architecture().inputs();
    if (isBinary()) {
      readBinary(binary, needed);
    } else {
      requireNumbers(binary, needed);
    }
    return (int) examples;
  }

  private void requireNumbers(ByteBuffer binary, long needed) {
    if (binary.hasRemaining()) {
      throw ProblemException.malformed(
          "After the JSON there are %,d bytes: say what they are with \"binary_data_size\"."
              .formatted(binary.remaining()));
    }
    if (numbers.length() != needed) {
      throw ProblemException.malformed(
          "\"data\" has %,d numbers and its shape needs %,d.".formatted(numbers.length(), needed));
    }
    nesting.require(shape);
  }

  private void readBinary(ByteBuffer binary, long needed) {
    if (numbers != null) {
      throw ProblemException.malformed("Send either \"data\" or binary data, not both.");
    }
    long bytes = needed * datatype.bytes();
    if (binarySize != bytes) {
      throw ProblemException.malformed(
          "\"binary_data_size\" is %,d, and %,d numbers of %s take %,d bytes."
              .formatted(binarySize, needed, datatype, bytes));
    }
    if (binary.remaining() != bytes) {
      throw ProblemException.malformed(
          "After the JSON there are %,d bytes and the input needs %,d."
              .formatted(binary.remaining(), bytes));
    }
    numbers = new TensorNumbers((int) needed, needed);
    BinaryNumbers.read(datatype, binary, numbers);
  }

  /** The numbers as the model's network sees them; after {@link #examples}. */
  float[] inputs() {
    datatype.require(numbers);
    return switch (model.datatype()) {
      case UINT8 -> unitValues();
      case FP32 -> numbers.values();
    };
  }

  /** A byte from 0 to 255 as a whole number, or as the number from 0 to 1 that it stands for. */
  private float[] unitValues() {
    if (!datatype.isWhole()) {
      numbers.requireWithin(
          0,
          1,
          "is not an %s pixel: this model's numbers are bytes; send byte / 255, from 0 to 1."
              .formatted(datatype));
      return numbers.values();
    }
    numbers.requireWhole("UINT8", 0, 255, false);
    float[] values = numbers.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = Classifier.unit((byte) (int) values[i]);
    }
    return values;
  }
}
