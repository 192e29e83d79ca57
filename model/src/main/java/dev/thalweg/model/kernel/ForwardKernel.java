package dev.thalweg.model.kernel;

/** A layer at work. Holds native memory until closed. */
public interface ForwardKernel extends Source, AutoCloseable {

  /**
   * Makes outputs of the inputs on its {@link Workbench}.
   *
   * @param parameters the flat vector that the bench has in native memory
   * @param rows how many examples, from the first row on
   */
  void run(float[] parameters, int rows);

  /** The outputs on the heap; what is behind the rows of the last run is not defined. */
  float[] values();

  @Override
  void close();
}
