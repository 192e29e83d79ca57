package dev.thalweg.model.export;

import dev.thalweg.model.network.Activation;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Output;
import dev.thalweg.model.network.Parameters;
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
 * The ONNX graph of a network: images in, probabilities and labels out, for any number of images.
 * Dropout has no node: it is for training alone, and inverted, so that scoring needs no correction.
 */
final class OnnxGraph {
  static final String IMAGES = "images";
  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  private static final String BATCH = "batch";
  private static final String WHITE = "white";
  private static final float WHITE_VALUE = 255;

  private final Architecture architecture;
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private OnnxGraph(Architecture architecture) {
    this.architecture = architecture;
  }

  static GraphProto of(String name, Parameters parameters) {
    OnnxGraph built = new OnnxGraph(parameters.architecture());
    built.graph.setName(name);
    built.addEnds();
    built.addInitializers(parameters);
    built.addNodes();
    return built.graph.build();
  }

  private void addEnds() {
    boolean softmax = architecture.output() == Output.SOFTMAX;
    graph.addInput(
        value(IMAGES, TensorProto.DataType.UINT8, architecture.height(), architecture.width())
            .setDocString("Pixels, 0 to 255, row by row."));
    graph.addOutput(
        value(PROBABILITIES, TensorProto.DataType.FLOAT, architecture.classes())
            .setDocString(
                softmax
                    ? "The probability of each class."
                    : "The output of each class as it is: the network's last layer is linear."));
    graph.addOutput(
        value(LABEL, TensorProto.DataType.INT64)
            .setDocString("The class with the largest output; the lowest of equals."));
  }

  private static ValueInfoProto.Builder value(
      String name, TensorProto.DataType type, int... sizes) {
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
    byte[] bytes = parameters.toBytes();
    for (Tensor tensor : Tensor.of(architecture)) {
      TensorProto.Builder initializer =
          graph
              .addInitializerBuilder()
              .setName(tensor.name())
              .setDataType(TensorProto.DataType.FLOAT_VALUE)
              .setRawData(ByteString.copyFrom(bytes, tensor.start(), tensor.length()));
      tensor.shape().forEach(initializer::addDims);
    }
    graph
        .addInitializerBuilder()
        .setName(WHITE)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addFloatData(WHITE_VALUE);
  }

  /**
   * A division by 255 gives the very float32 that the classifier computes in double, for each of
   * the 256 values; a product with the float32 nearest to 1/255 differs for 126 of them.
   */
  private void addNodes() {
    node("Cast", List.of(IMAGES), "pixels")
        .addAttribute(attribute("to", TensorProto.DataType.FLOAT_VALUE));
    node("Div", List.of("pixels", WHITE), "scaled");
    node("Flatten", List.of("scaled"), "flat").addAttribute(attribute("axis", 1));
    String below = "flat";
    List<Dense> layers = architecture.denseLayers();
    for (int i = 1; i < layers.size(); i++) {
      below = addHidden("dense_" + i, layers.get(i - 1).activation(), below);
    }
    String last = "dense_" + layers.size();
    if (architecture.output() == Output.SOFTMAX) {
      addGemm(last, below, last + "_sum");
      node("Softmax", List.of(last + "_sum"), PROBABILITIES).addAttribute(attribute("axis", 1));
    } else {
      addGemm(last, below, PROBABILITIES);
    }
    node("ArgMax", List.of(PROBABILITIES), LABEL)
        .addAttribute(attribute("axis", 1))
        .addAttribute(attribute("keepdims", 0));
  }

  /** Adds a layer with its activation and returns the name of its outputs. */
  private String addHidden(String layer, Activation activation, String below) {
    String sum = layer + "_sum";
    addGemm(layer, below, sum);
    if (activation == Activation.IDENTITY) {
      return sum;
    }
    String type =
        switch (activation) {
          case RELU -> "Relu";
          case TANH -> "Tanh";
          case SIGMOID -> "Sigmoid";
          case IDENTITY -> throw new IllegalStateException("handled above");
        };
    node(type, List.of(sum), layer);
    return layer;
  }

  /** Without attributes: alpha and beta are 1, and nothing is transposed. */
  private void addGemm(String layer, String below, String sum) {
    node("Gemm", List.of(below, layer + ".weight", layer + ".bias"), sum);
  }

  /** A node of one output, whose name is its own. */
  private NodeProto.Builder node(String type, List<String> inputs, String output) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }
}
