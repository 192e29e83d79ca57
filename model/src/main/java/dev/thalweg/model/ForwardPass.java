package dev.thalweg.model;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The forward pass of a network, for learning and for scoring: layer after layer, each on the
 * outputs of the one before.
 */
final class ForwardPass<K extends ForwardKernel> implements AutoCloseable {

  private final List<K> kernels = new ArrayList<>();

  /** Builds a layer's kernel. */
  interface Building<K> {
    K kernel(Stage stage, Workbench bench);
  }

  /**
   * Builds the kernels.
   *
   * @param first what the first layer's kernel is built on; the others differ in what they read
   */
  ForwardPass(Architecture architecture, Workbench first, Building<K> building) {
    Workbench bench = first;
    for (Stage stage : architecture.stages()) {
      K kernel = building.kernel(stage, bench);
      kernels.add(kernel);
      bench = new Workbench(kernel, 1, first.parameters(), first.products().above(), first.heap());
    }
  }

  /** The layers' kernels, the first layer's first. */
  List<K> kernels() {
    return kernels;
  }

  /**
   * Goes through the layers.
   *
   * @param parameters the flat vector that the bench has in native memory
   * @param rows how many examples
   * @param after is given each kernel and its index when it has run
   * @return the last layer's sums, row-major
   */
  float[] run(float[] parameters, int rows, ObjIntConsumer<K> after) {
    for (int i = 0; i < kernels.size(); i++) {
      K kernel = kernels.get(i);
      kernel.run(parameters, rows);
      after.accept(kernel, i);
    }
    return kernels.get(kernels.size() - 1).values();
  }

  @Override
  public void close() {
    kernels.forEach(ForwardKernel::close);
  }
}
