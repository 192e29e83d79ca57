package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.network.Parameters;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Digits photographed from paper are right or refused, and hardly ever confidently wrong. */
class PaperSceneTest {
  private static final int LEARNED = 25_600;
  private static final int DIGITS = 4;
  private static final int STRENGTHS = 3;
  private static final int SIDE = 256;
  private static final long SEED = 11;
  private static final float CONFIDENT = 0.9f;

  private final PictureReader reader = new PictureReader(28, 28, PictureLimits.defaults());

  private enum Outcome {
    RIGHT,
    REFUSED,
    WRONG,
    CONFIDENTLY_WRONG
  }

  @Test
  void digitsOnPaper_areRightOrRefusedAndHardlyEverConfidentlyWrong() throws IOException {
    // Given
    Parameters parameters = Mnist.learned(LEARNED);
    int perScene = STRENGTHS * DIGITS;
    int count = PaperScene.values().length * perScene;
    byte[] images = Mnist.testImages(count);
    byte[] labels = Mnist.testLabels(count);
    List<Outcome> all = new ArrayList<>();
    int at = 0;
    // When
    for (PaperScene scene : PaperScene.values()) {
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < perScene; i++) {
        byte[] digit = Arrays.copyOfRange(images, at * Mnist.PIXELS, (at + 1) * Mnist.PIXELS);
        byte[] picture =
            scene.photograph(digit, SIDE, 1 + i / DIGITS, new SplittableRandom(SEED + at));
        outcomes.add(outcome(parameters, picture, labels[at]));
        at++;
      }
      print(scene.toString().toLowerCase(Locale.ROOT), outcomes);
      all.addAll(outcomes);
    }
    // Then
    print("all", all);
    assertThat(percent(all, Outcome.RIGHT)).isGreaterThanOrEqualTo(90);
    assertThat(percent(all, Outcome.CONFIDENTLY_WRONG)).isLessThanOrEqualTo(2);
  }

  private Outcome outcome(Parameters parameters, byte[] picture, int label) {
    byte[] input;
    try {
      input = reader.read(picture);
    } catch (PictureException e) {
      return Outcome.REFUSED;
    }
    float[] probabilities = Mnist.scores(parameters, input);
    int best = Mnist.best(probabilities, 0);
    if (best == label) {
      return Outcome.RIGHT;
    }
    return probabilities[best] > CONFIDENT ? Outcome.CONFIDENTLY_WRONG : Outcome.WRONG;
  }

  private static double percent(List<Outcome> outcomes, Outcome outcome) {
    return 100.0 * Collections.frequency(outcomes, outcome) / outcomes.size();
  }

  private static void print(String scene, List<Outcome> outcomes) {
    System.out.printf(
        Locale.ROOT,
        "%-17s %5.1f %% right, %4.1f %% refused, %4.1f %% wrong, %4.1f %% confidently wrong%n",
        scene,
        percent(outcomes, Outcome.RIGHT),
        percent(outcomes, Outcome.REFUSED),
        percent(outcomes, Outcome.WRONG),
        percent(outcomes, Outcome.CONFIDENTLY_WRONG));
  }

  @ParameterizedTest
  @EnumSource(PaperScene.class)
  void paperWithNothingOnIt_isRefusedWithASentence(PaperScene scene) {
    byte[] nothing = new byte[Mnist.PIXELS];
    int refused = 0;
    for (int i = 0; i < STRENGTHS; i++) {
      byte[] picture = scene.photograph(nothing, SIDE, 1 + i, new SplittableRandom(SEED + i));
      try {
        reader.read(picture);
      } catch (PictureException e) {
        assertThat(e.getMessage()).endsWith(".").contains("send");
        refused++;
      }
    }
    // A spot of rough paper may look like a stroke.
    assertThat(refused).isGreaterThanOrEqualTo(STRENGTHS - 1);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "1, 900", "900, 1", "3, 40", "40, 3", "27, 28", "300, 5"})
  void pictureOfAnyShape_isReadOrRefused(int width, int height) {
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[width * height];
      new SplittableRandom(SEED + i).nextBytes(noise);
      byte[] picture = Drawing.encode(Drawing.grey(noise, width, height), "png");
      try {
        assertThat(reader.read(picture)).hasSize(Mnist.PIXELS);
      } catch (PictureException e) {
        assertThat(e.getMessage()).endsWith(".");
      }
    }
  }
}
