package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Shape;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tensor that a model takes: any number of examples, one after the other. */
public final class InputTensor {
  /** As in the exported ONNX model. */
  static final String NAME = "examples";

  /** What it was called when models took pictures only. */
  private static final String EARLIER_NAME = "images";

  /** Those of an example, and the examples. */
  static final int DIMENSIONS_MAX = Shape.DIMENSIONS_MAX + 1;

  private final ServedModel model;

  public InputTensor(ServedModel model) {
    this.model = model;
  }

  /** Name, datatype and shape; -1 examples stands for any number. */
  public void describe(JsonGenerator json) throws IOException {
    json.writeStringField("name", NAME);
    json.writeStringField("datatype", model.datatype().text());
    json.writeArrayFieldStart("shape");
    json.writeNumber(-1);
    for (int dimension : model.architecture().shape().dimensions()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
  }

  /** Whether it is the tensor's name, or its earlier one. */
  static boolean isName(String name) {
    return name.equals(NAME) || name.equals(EARLIER_NAME);
  }

  /**
   * Returns if it is the tensor's name.
   *
   * @throws ProblemException with the name
   */
  static void requireName(String name) {
    if (!isName(name)) {
      throw ProblemException.malformed("The only input is \"%s\".".formatted(NAME));
    }
  }

  /**
   * How many examples a tensor of this shape has, at least one.
   *
   * @throws ProblemException with the shapes that are possible
   */
  long examples(List<Long> shape) {
    if (shape.isEmpty()
        || shape.get(0) < 1
        || !exampleShapes().contains(shape.subList(1, shape.size()))) {
      throw otherShape();
    }
    return shape.get(0);
  }

  ProblemException otherShape() {
    return ProblemException.malformed("The shape has to be %s.".formatted(shapesText()));
  }

  /** The shapes that a tensor may have, such as {@code [n,6]}. */
  public String shapesText() {
    List<String> texts =
        exampleShapes().stream()
            .map(
                each ->
                    each.stream().map(String::valueOf).collect(Collectors.joining(",", "[n,", "]")))
            .toList();
    int last = texts.size() - 1;
    return last == 0
        ? texts.get(0)
        : String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
  }

  /** Flat, as it is, and where it is a grey picture with its one channel, first or last. */
  private List<List<Long>> exampleShapes() {
    List<Long> own =
        model.architecture().shape().dimensions().stream().map(Integer::longValue).toList();
    List<List<Long>> shapes = new ArrayList<>();
    shapes.add(List.of((long) model.architecture().inputs()));
    if (own.size() > 1) {
      shapes.add(own);
    }
    if (own.size() == 2) {
      shapes.add(List.of(1L, own.get(0), own.get(1)));
      shapes.add(List.of(own.get(0), own.get(1), 1L));
    }
    return shapes;
  }
}
