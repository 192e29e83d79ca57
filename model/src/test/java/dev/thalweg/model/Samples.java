package dev.thalweg.model;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Made-up minibatches with something to learn: the brightest band of rows gives the label. */
final class Samples {

  private final Architecture architecture;
  private final int batch;
  private final Random random;
  public final byte[] pixels;

  /** The pixels as a learner takes them. */
  public final float[] inputs;

  public final int[] labels;

  /** All 1 until a test sets them. */
  public final float[] weights;

  public Samples(Architecture architecture, int batch, long seed) {
    this.architecture = architecture;
    this.batch = batch;
    random = new Random(seed);
    pixels = new byte[batch * architecture.inputs()];
    inputs = new float[pixels.length];
    labels = new int[batch];
    weights = new float[batch];
    Arrays.fill(weights, 1);
  }

  /** The next minibatch, in {@link #pixels}, {@link #inputs} and {@link #labels}. */
  public Samples next() {
    int numbers = architecture.inputs();
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(architecture.classes());
      for (int j = 0; j < numbers; j++) {
        boolean lit = j * architecture.classes() / numbers == labels[i];
        pixels[i * numbers + j] = (byte) (lit ? 128 + random.nextInt(128) : random.nextInt(128));
      }
    }
    Datatype.UINT8.numbers(ByteBuffer.wrap(pixels), inputs, 0);
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
