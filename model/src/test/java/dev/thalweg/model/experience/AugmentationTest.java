package dev.thalweg.model.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.text.SplitMix64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Hyperparameters NONE = Preset.named("online").hyperparameters();

  private final SplitMix64 generator = new SplitMix64(5);

  private float[] applied(Hyperparameters hyperparameters, Shape shape, float[] picture) {
    float[] batch = new float[2 * picture.length]; // it is the second of two
    System.arraycopy(picture, 0, batch, picture.length, picture.length);
    new Augmentation(hyperparameters, shape).apply(batch, picture.length, generator);
    for (int i = 0; i < picture.length; i++) {
      assertThat(batch[i]).as("the first").isZero();
    }
    float[] changed = new float[picture.length];
    System.arraycopy(batch, picture.length, changed, 0, picture.length);
    return changed;
  }

  @Test
  void shift_movesByWholePixelsUpToItsLimit_eachWay() {
    // Given: one bright pixel in the middle of 5 x 7
    Hyperparameters shifting = NONE.with(Hyperparameters.SHIFT, 2L);
    Shape shape = Shape.of(5, 7, 1);
    float[] picture = new float[35];
    picture[2 * 7 + 3] = 9;

    // When
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      float[] moved = applied(shifting, shape, picture);
      for (int at = 0; at < moved.length; at++) {
        if (moved[at] != 0) {
          assertThat(moved[at]).isEqualTo(9);
          places.add(at);
        }
      }
    }

    // Then: all 25 places, and no others
    assertThat(places).hasSize(25);
    assertThat(places).allMatch(at -> at / 7 <= 4 && at % 7 >= 1 && at % 7 <= 5);
  }

  @Test
  void shift_keepsChannelsTogether_andBringsInZeros() {
    Hyperparameters shifting = NONE.with(Hyperparameters.SHIFT, 1L);
    float[] picture = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    for (int i = 0; i < 100; i++) {
      float[] moved = applied(shifting, Shape.of(2, 2, 3), picture);
      for (int pixel = 0; pixel < 4; pixel++) {
        if (moved[3 * pixel] == 0) {
          assertThat(moved[3 * pixel + 1] + moved[3 * pixel + 2]).isZero();
        } else {
          assertThat(moved[3 * pixel + 1]).isEqualTo(moved[3 * pixel] + 1);
          assertThat(moved[3 * pixel + 2]).isEqualTo(moved[3 * pixel] + 2);
        }
      }
    }
  }

  @Test
  void shiftBeyondThePicture_leavesNothingOfIt() {
    Hyperparameters shifting = NONE.with(Hyperparameters.SHIFT, 1_000L);
    int empty = 0;
    for (int i = 0; i < 100; i++) {
      float[] moved = applied(shifting, Shape.of(2, 2), new float[] {1, 1, 1, 1});
      empty += moved[0] + moved[1] + moved[2] + moved[3] == 0 ? 1 : 0;
    }
    assertThat(empty).isGreaterThan(90);
  }

  @Test
  void rotation_turnsABarAroundTheCentre() {
    // Given: a bar from the centre upwards
    Hyperparameters turning = NONE.with(Hyperparameters.ROTATION, 180.0);
    float[] bar = new float[21 * 21];
    for (int y = 0; y <= 10; y++) {
      bar[y * 21 + 10] = 100;
    }

    // When
    int below = 0;
    for (int i = 0; i < 200; i++) {
      float[] turned = applied(turning, Shape.of(21, 21), bar);

      // Then: its pivot stays, its length too, and the directions differ
      assertThat(turned[10 * 21 + 10]).isBetween(50f, 100.01f);
      double sum = 0;
      double farthest = 0;
      double downwards = 0;
      for (int at = 0; at < turned.length; at++) {
        sum += turned[at];
        downwards += (double) turned[at] * (at / 21 - 10);
        if (turned[at] > 25) {
          farthest = Math.max(farthest, Math.hypot(at / 21 - 10, at % 21 - 10));
        }
      }
      assertThat(sum).isBetween(900.0, 1_300.0);
      assertThat(farthest).isBetween(8.5, 11.5);
      below += downwards > 0 ? 1 : 0;
    }
    assertThat(below).isBetween(70, 130);
  }

  @Test
  void scaling_changesTheAreaByTheSquareOfItsLimitAtMost() {
    // Given: a square of 20 x 20 in 40 x 40
    Hyperparameters scaling = NONE.with(Hyperparameters.SCALING, 0.25);
    float[] square = new float[40 * 40];
    for (int y = 10; y < 30; y++) {
      for (int x = 10; x < 30; x++) {
        square[y * 40 + x] = 1;
      }
    }

    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < 300; i++) {
      double area = 0;
      for (float number : applied(scaling, Shape.of(40, 40), square)) {
        area += number;
      }
      least = Math.min(least, area);
      most = Math.max(most, area);
    }

    assertThat(least).isBetween(400 * 0.75 * 0.75 - 1, 260.0);
    assertThat(most).isBetween(580.0, 400 * 1.25 * 1.25 + 1);
  }

  @Test
  void examplesThatAreNoPictures_areRefused() {
    Hyperparameters shifting = NONE.with(Hyperparameters.SHIFT, 1L);

    assertThatThrownBy(() -> new Augmentation(shifting, Shape.of(6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Examples of 6 are no pictures, so that they can't be moved, turned or scaled.");
  }
}
