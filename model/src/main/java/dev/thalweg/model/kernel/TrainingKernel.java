package dev.thalweg.model.kernel;

/**
 * A layer that learns: forward, then backward over the same whole minibatch. Its gradients come to
 * be in the flat matrix that it was built with.
 */
public interface TrainingKernel extends ForwardKernel {

  /** Whether {@link #drop} changes anything. */
  default boolean hasDropout() {
    return false;
  }

  /**
   * Drops some of the outputs of the last run, for the next layer and the backward pass.
   *
   * @param index of the layer, which its mask depends on
   */
  default void drop(Masks masks, int index) {}

  /**
   * Where {@link #backward} reads the derivative of the loss by the outputs, [rows, outputs]; by
   * the sums if the layer above has asked for these.
   */
  Matrix slopes();

  /** Makes the gradient of its parameters, where it has any that a gradient moves. */
  default void backward() {}

  /**
   * Makes the derivative of the loss by its inputs, after {@link #backward}.
   *
   * @param below whose slopes these are, always the same
   */
  void down(TrainingKernel below);
}
