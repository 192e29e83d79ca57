package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import java.util.ArrayList;
import java.util.List;

/**
 * One weight matrix or bias vector, as a range of the bytes of the parameters.
 *
 * @param name {@code dense_1.weight}, {@code dense_1.bias}, {@code dense_2.weight} and so on, from
 *     the input to the output
 * @param shape [inputs, units] row-major for weights, since a layer computes x W + b (the transpose
 *     of what PyTorch's Linear keeps); [units] for biases
 * @param start its first byte
 * @param end after its last byte
 */
record Tensor(String name, List<Integer> shape, int start, int end) {

  /** The tensors of a network, in the order of its parameters, without a gap. */
  static List<Tensor> of(Architecture architecture) {
    List<Tensor> tensors = new ArrayList<>();
    int inputs = architecture.inputs();
    int start = 0;
    for (Dense layer : architecture.denseLayers()) {
      String name = "dense_" + (tensors.size() / 2 + 1);
      int biases = start + Float.BYTES * inputs * layer.units();
      int end = biases + Float.BYTES * layer.units();
      tensors.add(new Tensor(name + ".weight", List.of(inputs, layer.units()), start, biases));
      tensors.add(new Tensor(name + ".bias", List.of(layer.units()), biases, end));
      inputs = layer.units();
      start = end;
    }
    return tensors;
  }

  /** How many bytes it has. */
  int length() {
    return end - start;
  }
}
