package dev.thalweg.model.export;

import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Stage;
import java.util.List;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * The ONNX graph of a network: examples in, and probabilities and labels out, or the predicted
 * numbers; for any number of examples. Dropout has no node: it is for training alone, and inverted,
 * so that scoring needs no correction.
 */
final class OnnxGraph {
  static final String EXAMPLES = "examples";
  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";
  static final String VALUE = "value";

  private static final String BATCH = "batch";
  private static final String LARGEST = "largest";
  private static final float LARGEST_BYTE = 255;

  private final Architecture architecture;
  private final Datatype datatype;
  private final Dtype dtype;
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private OnnxGraph(ExportedModel model) {
    this.architecture = model.parameters().architecture();
    this.datatype = model.datatype();
    this.dtype = model.dtype();
  }

  static GraphProto of(ExportedModel model) {
    OnnxGraph built = new OnnxGraph(model);
    built.graph.setName(model.model());
    built.addEnds();
    built.addInitializers(model.parameters());
    built.addNodes();
    return built.graph.build();
  }

  private void addEnds() {
    graph.addInput(
        value(EXAMPLES, inputType(), architecture.shape().dimensions())
            .setDocString("The numbers of the examples, row-major."));
    if (architecture.isRegression()) {
      graph.addOutput(
          value(VALUE, TensorProto.DataType.FLOAT, List.of())
              .setDocString("The predicted number."));
    } else {
      addClassEnds();
    }
  }

  private void addClassEnds() {
    graph.addOutput(
        value(PROBABILITIES, TensorProto.DataType.FLOAT, List.of(architecture.classes()))
            .setDocString(
                architecture.output() == Output.SOFTMAX
                    ? "The probability of each class."
                    : "The output of each class as it is: the last layer is linear."));
    graph.addOutput(
        value(LABEL, TensorProto.DataType.INT64, List.of())
            .setDocString("The class with the largest output; the lowest of equals."));
  }

  private static ValueInfoProto.Builder value(
      String name, TensorProto.DataType type, List<Integer> sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(BATCH);
    for (int size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor));
  }

  private void addInitializers(Parameters parameters) {
    byte[] bytes = dtype.encode(parameters);
    int start = 0;
    for (StoredTensor tensor : dtype.stored(Tensor.of(architecture))) {
      TensorProto.Builder initializer =
          graph
              .addInitializerBuilder()
              .setName(tensor.name())
              .setDataType(tensor.encoding().onnx())
              .setRawData(ByteString.copyFrom(bytes, start, tensor.length()));
      tensor.shape().forEach(initializer::addDims);
      start += tensor.length();
    }
    if (datatype == Datatype.UINT8) {
      graph
          .addInitializerBuilder()
          .setName(LARGEST)
          .setDataType(TensorProto.DataType.FLOAT_VALUE)
          .addFloatData(LARGEST_BYTE);
    }
  }

  private TensorProto.DataType inputType() {
    return switch (datatype) {
      case UINT8 -> TensorProto.DataType.UINT8;
      case FP32 -> TensorProto.DataType.FLOAT;
    };
  }

  /**
   * Adds what makes the network's inputs of the examples, and returns its name. The division by 255
   * is the classifier's; a product with the float32 nearest to 1/255 differs for 126 of the 256
   * values.
   */
  private String addInputs() {
    return switch (datatype) {
      case UINT8 -> {
        node("Cast", List.of(EXAMPLES), "numbers")
            .addAttribute(attribute("to", TensorProto.DataType.FLOAT_VALUE));
        node("Div", List.of("numbers", LARGEST), "inputs");
        yield "inputs";
      }
      case FP32 -> EXAMPLES;
    };
  }

  private void addNodes() {
    OnnxLayers layers = new OnnxLayers(graph, addInputs(), architecture, dtype);
    List<Stage> stages = architecture.stages();
    for (int i = 0; i < stages.size(); i++) {
      layers.add(stages.get(i), i + 1);
    }
    String outputs =
        switch (architecture.output()) {
          case SOFTMAX -> {
            node("Softmax", List.of(layers.outputs()), PROBABILITIES)
                .addAttribute(attribute("axis", 1));
            yield PROBABILITIES;
          }
          case LINEAR -> layers.outputs();
          case SCALED -> layers.addScaled();
        };
    if (architecture.isRegression()) {
      layers.addRow(outputs, VALUE);
    } else {
      addLabel(outputs);
    }
  }

  private void addLabel(String outputs) {
    if (!outputs.equals(PROBABILITIES)) {
      node("Identity", List.of(outputs), PROBABILITIES);
    }
    node("ArgMax", List.of(PROBABILITIES), LABEL)
        .addAttribute(attribute("axis", 1))
        .addAttribute(attribute("keepdims", 0));
  }

  /** A node of one output, whose name is its own. */
  private NodeProto.Builder node(String type, List<String> inputs, String output) {
    return node(graph, type, inputs, output);
  }

  /** The same in a graph. */
  static NodeProto.Builder node(
      GraphProto.Builder graph, String type, List<String> inputs, String output) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }
}
