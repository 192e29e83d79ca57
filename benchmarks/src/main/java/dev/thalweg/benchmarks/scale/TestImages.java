package dev.thalweg.benchmarks.scale;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;

/** Images that nobody learns from, of UINT8, ready to be scored. */
final class TestImages {
  private static final int BATCH = 250;

  /** As many as MNIST has; generated ones have no end. */
  static final int IMAGES_MAX = 10_000;

  private final byte[][] batches;
  private final int[] labels;

  /**
   * The first of a source.
   *
   * @param imagesMax at least 250
   */
  TestImages(ExampleSource source, int inputs, int imagesMax) {
    int whole = (int) Math.min(source.size(), imagesMax) / BATCH;
    batches = new byte[whole][BATCH * inputs];
    labels = new int[whole * BATCH];
    for (int i = 0; i < labels.length; i++) {
      LabelledExample example = source.at(i);
      System.arraycopy(example.data(), 0, batches[i / BATCH], i % BATCH * inputs, inputs);
      labels[i] = example.label();
    }
  }

  /** The share that is classified correctly. */
  double accuracy(Architecture architecture, Parameters parameters) {
    int classes = architecture.classes();
    float[] probabilities = new float[BATCH * classes];
    int correct = 0;
    try (Classifier classifier = new Classifier(architecture, BATCH)) {
      for (int batch = 0; batch < batches.length; batch++) {
        classifier.score(parameters, batches[batch], BATCH, probabilities);
        for (int i = 0; i < BATCH; i++) {
          if (likeliest(probabilities, i * classes, classes) == labels[batch * BATCH + i]) {
            correct++;
          }
        }
      }
    }
    return (double) correct / labels.length;
  }

  private static int likeliest(float[] probabilities, int from, int classes) {
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (probabilities[from + label] > probabilities[from + best]) {
        best = label;
      }
    }
    return best;
  }
}
