package dev.thalweg.model;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import java.util.Random;

/** Made-up minibatches with something to learn: the brightest band of rows gives the label. */
final class Samples {

  private final Architecture architecture;
  private final int batch;
  private final Random random;
  public final byte[] pixels;
  public final int[] labels;

  public Samples(Architecture architecture, int batch, long seed) {
    this.architecture = architecture;
    this.batch = batch;
    random = new Random(seed);
    pixels = new byte[batch * architecture.inputs()];
    labels = new int[batch];
  }

  /** The next minibatch, in {@link #pixels} and {@link #labels}. */
  public Samples next() {
    int inputs = architecture.inputs();
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(architecture.classes());
      for (int j = 0; j < inputs; j++) {
        boolean lit = j * architecture.classes() / inputs == labels[i];
        pixels[i * inputs + j] = (byte) (lit ? 128 + random.nextInt(128) : random.nextInt(128));
      }
    }
    return this;
  }

  public static double[] doubles(Parameters parameters) {
    double[] values = new double[parameters.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters.values()[i];
    }
    return values;
  }
}
