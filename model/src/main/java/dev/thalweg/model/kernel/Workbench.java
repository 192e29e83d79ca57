package dev.thalweg.model.kernel;

import java.util.function.IntFunction;

/**
 * What a layer's kernel is built on.
 *
 * @param source what it reads; has room for the most rows of one run
 * @param scale what the layer sees of an input is the input times this
 * @param parameters flat, in native memory
 * @param products how inputs are multiplied by weights
 * @param heap gives an array of at least so many numbers for the layer's outputs; where nobody
 *     needs them after the next layer's run, all layers may get the same
 */
public record Workbench(
    Source source,
    double scale,
    Matrix parameters,
    ForwardProduct.Maker products,
    IntFunction<float[]> heap) {

  /** What it reads, [rows, inputs]. */
  public Matrix inputs() {
    return source.outputs();
  }
}
