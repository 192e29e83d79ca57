package dev.thalweg.scorer.picture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * MNIST's digits, and a model that has learned some of them. Without the files, tests are skipped.
 */
final class Mnist {
  static final int PIXELS = 784;
  static final int CLASSES = 10;
  private static final long SEED = 7;

  private Mnist() {}

  /** The first test images, 784 bytes each. */
  static byte[] testImages(int count) throws IOException {
    return bytes("t10k-images-idx3-ubyte.gz", 16, count * PIXELS);
  }

  static byte[] testLabels(int count) throws IOException {
    return bytes("t10k-labels-idx1-ubyte.gz", 8, count);
  }

  private static byte[] bytes(String name, int header, int count) throws IOException {
    String directory = System.getenv("THALWEG_MNIST");
    assumeTrue(directory != null, "THALWEG_MNIST is not set: no MNIST files to make pictures of");
    Path file = Path.of(directory, name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.skipNBytes(header);
      return in.readNBytes(count);
    }
  }

  /** What a learner serves after so many of the training images, each seen once. */
  static Parameters learned(int count) throws IOException {
    byte[] images = bytes("train-images-idx3-ubyte.gz", 16, count * PIXELS);
    byte[] labels = bytes("train-labels-idx1-ubyte.gz", 8, count);
    Architecture architecture = Preset.named("online").architecture(Shape.of(28, 28), CLASSES);
    Hyperparameters h = Preset.named("online").hyperparameters().with(Hyperparameters.SEED, SEED);
    int batch = h.batchSize();
    try (var learner = new Learner(architecture, h, Datatype.UINT8)) {
      double[] wanted = new double[batch];
      float[] inputs = new float[batch * PIXELS];
      float[] weights = new float[batch];
      Arrays.fill(weights, 1);
      for (int start = 0; start + batch <= count; start += batch) {
        for (int i = 0; i < batch; i++) {
          wanted[i] = labels[start + i];
        }
        Datatype.UINT8.numbers(ByteBuffer.wrap(images, start * PIXELS, batch * PIXELS), inputs, 0);
        learner.step(inputs, wanted, weights);
      }
      return learner.serving();
    }
  }

  /** The probabilities of the classes, image by image. */
  static float[] scores(Parameters parameters, byte[] images) {
    int count = images.length / PIXELS;
    float[] probabilities = new float[count * CLASSES];
    try (var classifier = new Classifier(parameters.architecture(), count)) {
      classifier.score(parameters, images, count, probabilities);
    }
    return probabilities;
  }

  /** The most probable class of image i. */
  static int best(float[] probabilities, int i) {
    int best = 0;
    for (int j = 1; j < CLASSES; j++) {
      best = probabilities[i * CLASSES + j] > probabilities[i * CLASSES + best] ? j : best;
    }
    return best;
  }
}
