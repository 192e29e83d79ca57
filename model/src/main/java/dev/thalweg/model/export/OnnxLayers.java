package dev.thalweg.model.export;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.normalization.NormalizationForward;
import dev.thalweg.model.kernel.normalization.Standardizing;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Convolution;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Flatten;
import dev.thalweg.model.network.LayerNormalization;
import dev.thalweg.model.network.LayerVisitor;
import dev.thalweg.model.network.MaxPooling;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.network.Stage;
import dev.thalweg.model.network.Standardization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;

/**
 * Adds the nodes of one layer after the other to a graph. ONNX has its pictures channels first, so
 * they are transposed before the first layer of pictures and after the last.
 */
final class OnnxLayers implements LayerVisitor<String> {

  /** How the numbers of an example lie. */
  private enum Layout {
    /** As in the architecture's shape. */
    SHAPED,
    /** Row-major in one row. */
    ROW,
    /** [channels, height, width]. */
    PLANES
  }

  private final GraphProto.Builder graph;
  private final Map<String, Encoding> encodings = new HashMap<>();
  private String below;
  private Layout layout = Layout.SHAPED;
  private Shape inputs;
  private String name;

  /**
   * @param examples name of what the first layer is given
   */
  OnnxLayers(GraphProto.Builder graph, String examples, Architecture architecture, Dtype dtype) {
    this.graph = graph;
    below = examples;
    inputs = architecture.shape();
    dtype
        .stored(Tensor.of(architecture))
        .forEach(tensor -> encodings.put(tensor.name(), tensor.encoding()));
  }

  /**
   * Adds a layer.
   *
   * @param number of the layer, from 1 on
   */
  void add(Stage stage, int number) {
    inputs = stage.inputs();
    name = Tensor.layer(stage.layer(), number);
    below = stage.layer().accept(this);
  }

  /** The name of what the last layer gives: rows. */
  String outputs() {
    return below;
  }

  /** Adds what brings the last layer's sums to the targets' scale, and returns its name. */
  String addScaled() {
    name = Tensor.OUTPUT;
    node("Mul", List.of(below, weight("deviation")), name + "_difference");
    node("Add", List.of(name + "_difference", weight("mean")), name + "_outputs");
    return name + "_outputs";
  }

  /** Makes [batch] of [batch, 1]. */
  void addRow(String of, String output) {
    reshape(of, output, -1);
  }

  /** By a Gemm without attributes: alpha and beta are 1, and nothing is transposed. */
  @Override
  public String visit(Dense layer) {
    String sum = name + "_sum";
    node("Gemm", List.of(row(), weight("weight"), weight("bias")), sum);
    return activate(layer.activation(), sum);
  }

  @Override
  public String visit(Convolution layer) {
    String kernels = name + "_kernels";
    node("Transpose", List.of(weight("weight")), kernels).addAttribute(list("perm", 3, 2, 0, 1));
    int top = (layer.height() - 1) / 2;
    int left = (layer.width() - 1) / 2;
    String sum = name + "_sum";
    node("Conv", List.of(planes(), kernels, weight("bias")), sum)
        .addAttribute(list("kernel_shape", layer.height(), layer.width()))
        .addAttribute(list("pads", top, left, layer.height() - 1 - top, layer.width() - 1 - left));
    return activate(layer.activation(), sum);
  }

  @Override
  public String visit(MaxPooling layer) {
    node("MaxPool", List.of(planes()), name)
        .addAttribute(list("kernel_shape", layer.height(), layer.width()))
        .addAttribute(list("strides", layer.height(), layer.width()));
    return name;
  }

  @Override
  public String visit(Flatten layer) {
    return row();
  }

  /** Of the operations it consists of: ONNX has one for it only since its operator set 17. */
  @Override
  public String visit(LayerNormalization layer) {
    String row = row();
    mean(row, name + "_mean");
    node("Sub", List.of(row, name + "_mean"), name + "_difference");
    node("Mul", List.of(name + "_difference", name + "_difference"), name + "_square");
    mean(name + "_square", name + "_variance");
    number("epsilon", NormalizationForward.EPSILON);
    node("Add", List.of(name + "_variance", name + "_epsilon"), name + "_positive");
    node("Sqrt", List.of(name + "_positive"), name + "_deviation");
    node("Div", List.of(name + "_difference", name + "_deviation"), name + "_normalized");
    int gains = LayerNormalization.gains(inputs);
    String parts = reshape(name + "_normalized", name + "_parts", -1, inputs.size() / gains, gains);
    node("Mul", List.of(parts, weight("gain")), name + "_product");
    node("Add", List.of(name + "_product", weight("bias")), name + "_sum");
    node("Flatten", List.of(name + "_sum"), name).addAttribute(OnnxGraph.attribute("axis", 1));
    return name;
  }

  /** What is missing is 0, which is the mean. */
  @Override
  public String visit(Standardization layer) {
    String row = row();
    node("Sub", List.of(row, weight("mean")), name + "_difference");
    node("Mul", List.of(name + "_difference", weight("factor")), name + "_product");
    node("IsNaN", List.of(name + "_product"), name + "_missing");
    number("zero", 0);
    number("low", -Standardizing.LIMIT);
    number("high", Standardizing.LIMIT);
    node("Where", List.of(name + "_missing", name + "_zero", name + "_product"), name + "_known");
    node("Clip", List.of(name + "_known", name + "_low", name + "_high"), name);
    return name;
  }

  /** Adds a constant. */
  private void number(String what, float value) {
    graph
        .addInitializerBuilder()
        .setName(name + "_" + what)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addFloatData(value);
  }

  private void mean(String of, String output) {
    node("ReduceMean", List.of(of), output).addAttribute(list("axes", 1));
  }

  /** The name of a layer's parameters as float32. */
  private String weight(String block) {
    String stored = name + "." + block;
    String output = stored + "_float32";
    return switch (encodings.get(stored)) {
      case F32 -> stored;
      case F16 -> {
        node("Cast", List.of(stored), output)
            .addAttribute(OnnxGraph.attribute("to", TensorProto.DataType.FLOAT_VALUE));
        yield output;
      }
      case I8 -> {
        node("DequantizeLinear", List.of(stored, stored + Dtype.SCALE), output)
            .addAttribute(OnnxGraph.attribute("axis", 1));
        yield output;
      }
    };
  }

  /** What is below as rows, row-major with the channels last. */
  private String row() {
    String flat = below;
    if (layout == Layout.PLANES && inputs.channels() > 1) {
      node("Transpose", List.of(below), name + "_last").addAttribute(list("perm", 0, 2, 3, 1));
      flat = name + "_last";
    }
    if (layout != Layout.ROW) {
      String output = layout == Layout.SHAPED ? "flat" : name + "_flat";
      node("Flatten", List.of(flat), output).addAttribute(OnnxGraph.attribute("axis", 1));
      flat = output;
    }
    layout = Layout.ROW;
    return flat;
  }

  /** What is below as planes. */
  private String planes() {
    Layout before = layout;
    layout = Layout.PLANES;
    int height = inputs.height();
    int width = inputs.width();
    int channels = inputs.channels();
    if (before == Layout.PLANES) {
      return below;
    }
    if (channels == 1) {
      return reshape(below, name + "_planes", -1, 1, height, width);
    }
    String last =
        before == Layout.SHAPED
            ? below
            : reshape(below, name + "_pictures", -1, height, width, channels);
    node("Transpose", List.of(last), name + "_planes").addAttribute(list("perm", 0, 3, 1, 2));
    return name + "_planes";
  }

  private String reshape(String of, String output, long... sizes) {
    TensorProto.Builder shape =
        graph
            .addInitializerBuilder()
            .setName(output + "_shape")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(sizes.length);
    for (long size : sizes) {
      shape.addInt64Data(size);
    }
    node("Reshape", List.of(of, output + "_shape"), output);
    return output;
  }

  private String activate(Activation activation, String sum) {
    return switch (activation) {
      case RELU -> activate("Relu", sum);
      case TANH -> activate("Tanh", sum);
      case SIGMOID -> activate("Sigmoid", sum);
      case IDENTITY -> sum;
    };
  }

  private String activate(String type, String sum) {
    node(type, List.of(sum), name);
    return name;
  }

  private NodeProto.Builder node(String type, List<String> from, String output) {
    return OnnxGraph.node(graph, type, from, output);
  }

  private static AttributeProto list(String attribute, long... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(attribute).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      list.addInts(value);
    }
    return list.build();
  }
}
