package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Block;
import dev.thalweg.model.network.Layer;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One block of a layer's parameters, as a range of the bytes of all as float32.
 *
 * @param name {@code dense_1.weight}, {@code dense_1.bias}, {@code dense_2.weight} and so on, from
 *     the input to the output
 * @param shape of a dense layer's weights [inputs, units] row-major, since a layer computes x W + b
 *     (the transpose of what PyTorch's Linear keeps); of a convolution's [height, width, inputs,
 *     channels]; of biases and gains their number; of a scaled output's {@code target.mean} and
 *     {@code target.deviation} 1
 * @param start its first byte
 * @param end after its last byte
 * @param isStatistic whether every bit of it is kept, as its block says
 */
record Tensor(String name, List<Integer> shape, int start, int end, boolean isStatistic) {

  /** What the names of the output's own parameters begin with. */
  static final String OUTPUT = "target";

  /** The tensors of a network, in the order of its parameters, without a gap. */
  static List<Tensor> of(Architecture architecture) {
    List<Tensor> tensors = new ArrayList<>();
    int start = 0;
    int number = 0;
    for (Stage stage : architecture.stages()) {
      number++;
      for (Block block : stage.blocks()) {
        int end = start + Float.BYTES * (int) block.size();
        String name = layer(stage.layer(), number) + "." + block.name();
        tensors.add(new Tensor(name, block.dimensions(), start, end, block.isStatistic()));
        start = end;
      }
    }
    for (Block block : architecture.outputBlocks()) {
      String name = OUTPUT + "." + block.name();
      int end = start + Float.BYTES;
      tensors.add(new Tensor(name, block.dimensions(), start, end, block.isStatistic()));
      start = end;
    }
    return tensors;
  }

  /** The name of a layer in a file: its kind and its number, from 1 on. */
  static String layer(Layer layer, int number) {
    return layer.text().replaceFirst("\\(.*", "") + "_" + number;
  }

  /** Whether it is the weights of a dense layer, [inputs, units]. */
  boolean isMatrix() {
    return shape.size() == 2;
  }

  /** A copy of its numbers. */
  float[] of(Parameters parameters) {
    return Arrays.copyOfRange(parameters.values(), start / Float.BYTES, end / Float.BYTES);
  }

  /** How many bytes it has. */
  int length() {
    return end - start;
  }
}
