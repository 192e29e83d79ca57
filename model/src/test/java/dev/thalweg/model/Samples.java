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

  /** Labels, or numbers that go with the band. */
  public final double[] targets;

  /** All 1 until a test sets them. */
  public final float[] weights;

  public Samples(Architecture architecture, int batch, long seed) {
    this.architecture = architecture;
    this.batch = batch;
    random = new Random(seed);
    pixels = new byte[batch * architecture.inputs()];
    inputs = new float[pixels.length];
    targets = new double[batch];
    weights = new float[batch];
    Arrays.fill(weights, 1);
  }

  /** The next minibatch, in {@link #pixels}, {@link #inputs} and {@link #targets}. */
  public Samples next() {
    int numbers = architecture.inputs();
    int bands = Math.max(2, architecture.classes());
    for (int i = 0; i < batch; i++) {
      int band = random.nextInt(bands);
      targets[i] = architecture.isRegression() ? 3 * band - 1.3 : band;
      for (int j = 0; j < numbers; j++) {
        boolean lit = j * bands / numbers == band;
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
