package dev.thalweg.integration.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataLocator;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.SourceKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a restart is for: the labels change for good at sample 30,000. The images are MNIST's where
 * THALWEG_MNIST names a folder, else generated digits.
 */
@Tag("long")
class RestartOverLearnerTest {
  private static final int ONSET = 30_000;
  private static final int TOLD_AFTER = 300;
  private static final int JUDGED = 30_000;
  private static final int[] PERMUTED = {3, 7, 0, 5, 9, 8, 1, 2, 6, 4};
  private static final int CLASSES = PERMUTED.length;

  private final DataSet data = data();

  private static DataSet data() {
    DataLocator locator = DataLocator.standard(1, said -> {});
    return Optional.ofNullable(System.getenv("THALWEG_MNIST"))
        .map(folder -> locator.find(SourceKind.MNIST, Optional.of(Path.of(folder))))
        .orElseGet(() -> locator.find(SourceKind.DIGITS, Optional.empty()));
  }

  /**
   * How many samples the served weights get wrong from the onset on, each before it is learned.
   *
   * @param restartAt the sample in whose minibatch the directive stands; none at -1
   */
  private int servedErrors(String name, int restartAt) {
    Preset preset = Preset.named(name);
    Architecture architecture = preset.architecture(Shape.of(28, 28), CLASSES);
    int batch = preset.hyperparameters().batchSize();
    byte[] pixels = new byte[batch * architecture.inputs()];
    float[] inputs = new float[pixels.length];
    double[] labels = new double[batch];
    float[] weights = new float[batch];
    Arrays.fill(weights, 1);
    float[] outputs = new float[batch * CLASSES];
    int errors = 0;
    try (Learner learner = new Learner(architecture, preset.hyperparameters(), Datatype.UINT8);
        Classifier classifier = new Classifier(architecture, batch)) {
      for (int start = 0; start < ONSET + JUDGED; start += batch) {
        for (int i = 0; i < batch; i++) {
          LabelledExample image = data.train().at(start + i);
          System.arraycopy(
              image.data(), 0, pixels, i * architecture.inputs(), architecture.inputs());
          labels[i] = start + i < ONSET ? image.label() : PERMUTED[image.label()];
        }
        if (start + batch > ONSET) {
          classifier.score(learner.serving(), pixels, batch, outputs);
          for (int i = Math.max(0, ONSET - start); i < batch; i++) {
            errors += best(outputs, i * CLASSES) == labels[i] ? 0 : 1;
          }
        }
        if (restartAt >= start && restartAt < start + batch) {
          learner.restart();
        }
        Datatype.UINT8.numbers(ByteBuffer.wrap(pixels), inputs, 0);
        learner.step(inputs, labels, weights);
      }
    }
    return errors;
  }

  private static int best(float[] outputs, int start) {
    int best = 0;
    for (int i = 1; i < CLASSES; i++) {
      best = outputs[start + i] > outputs[start + best] ? i : best;
    }
    return best;
  }

  @Test
  void restart300SamplesAfterTheLabelsWerePermuted_halvesTheServedErrorsAtLeast() {
    // When
    int without = servedErrors("online", -1);
    int with = servedErrors("online", ONSET + TOLD_AFTER);

    // Then
    System.out.printf(
        "Labels permuted at %,d: of the next %,d samples the served weights got %,d wrong, with a"
            + " restart after %d of them %,d (%.0f %% fewer).%n",
        ONSET, JUDGED, without, TOLD_AFTER, with, 100.0 * (without - with) / without);
    assertThat(without).isGreaterThan(1_000);
    assertThat(with).isLessThanOrEqualTo(without / 2);
  }

  /** What it remembers has labels that are wrong now: a restart forgets it. */
  @Test
  void restartOfALearnerThatReplays_servesFewerErrorsThanThatOfOneThatDoesNot() {
    // When
    int replaying = servedErrors("accurate", ONSET + TOLD_AFTER);
    int plain = servedErrors("online", ONSET + TOLD_AFTER);

    // Then
    System.out.printf(
        "Restarted %d samples after the labels were permuted: accurate serves %,d errors of %,d,"
            + " online %,d.%n",
        TOLD_AFTER, replaying, JUDGED, plain);
    assertThat(replaying).isLessThan(plain);
  }
}
