package dev.thalweg.model.export;

import dev.thalweg.model.network.Activation;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.LayerVisitor;
import java.util.List;
import onnx.OnnxMl.GraphProto;

/**
 * Adds a layer's nodes to a graph and returns the name of its outputs.
 *
 * @param name of the layer, which begins the names of its tensors
 * @param below name of what it is given
 */
record OnnxLayer(GraphProto.Builder graph, String name, String below)
    implements LayerVisitor<String> {

  /** By a Gemm without attributes: alpha and beta are 1, and nothing is transposed. */
  @Override
  public String visit(Dense layer) {
    String sum = name + "_sum";
    OnnxGraph.node(graph, "Gemm", List.of(below, name + ".weight", name + ".bias"), sum);
    return activate(layer.activation(), sum);
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
    OnnxGraph.node(graph, type, List.of(sum), name);
    return name;
  }
}
