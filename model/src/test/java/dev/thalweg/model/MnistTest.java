package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Test;

/** Learns from real images what the presets promise. */
class MnistTest {

  private static byte[] read(String name, int header) throws IOException {
    String directory = System.getenv("THALWEG_MNIST");
    assumeTrue(directory != null, "THALWEG_MNIST is not set: no MNIST files to learn from");
    Path file = Path.of(directory, name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.skipNBytes(header);
      return in.readAllBytes();
    }
  }

  /** One pass in file order; the accuracy on the test images with the serving parameters. */
  private static double onePass(String preset, long seed) throws IOException {
    byte[] images = read("train-images-idx3-ubyte.gz", 16);
    byte[] labels = read("train-labels-idx1-ubyte.gz", 8);
    Architecture architecture = Preset.named(preset).architecture(Shape.of(28, 28), 10);
    Hyperparameters h = Preset.named(preset).hyperparameters().with(Hyperparameters.SEED, seed);
    int batch = h.batchSize();
    try (var learner = new Learner(architecture, h, Datatype.UINT8)) {
      float[] inputs = new float[batch * 784];
      float[] weights = new float[batch];
      Arrays.fill(weights, 1);
      double[] wanted = new double[batch];
      for (int start = 0; start + batch <= labels.length; start += batch) {
        Datatype.UINT8.numbers(ByteBuffer.wrap(images, start * 784, batch * 784), inputs, 0);
        for (int i = 0; i < batch; i++) {
          wanted[i] = labels[start + i];
        }
        assertThat(learner.step(inputs, wanted, weights).applied()).isTrue();
      }
      return testAccuracy(learner.serving());
    }
  }

  private static double testAccuracy(Parameters parameters) throws IOException {
    byte[] images = read("t10k-images-idx3-ubyte.gz", 16);
    byte[] labels = read("t10k-labels-idx1-ubyte.gz", 8);
    float[] probabilities = new float[labels.length * 10];
    try (var classifier = new Classifier(parameters.architecture(), labels.length)) {
      classifier.score(parameters, images, labels.length, probabilities);
    }
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int j = 1; j < 10; j++) {
        best = probabilities[i * 10 + j] > probabilities[i * 10 + best] ? j : best;
      }
      correct += best == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }

  @Test
  void online_reaches965InOnePass() throws IOException {
    assertThat(onePass("online", 1)).isGreaterThanOrEqualTo(0.965);
  }

  @Test
  void small_reaches982InOnePass() throws IOException {
    assertThat(onePass("small", 1)).isGreaterThanOrEqualTo(0.982);
  }

  @Test
  void keras_reaches93InOnePass() throws IOException {
    assertThat(onePass("keras", 1)).isGreaterThanOrEqualTo(0.93);
  }
}
