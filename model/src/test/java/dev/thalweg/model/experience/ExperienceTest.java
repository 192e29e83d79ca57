package dev.thalweg.model.experience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperienceTest {
  private static final int BATCH = 4;
  private static final Shape SHAPE = Shape.of(5, 7, 1);
  private static final Hyperparameters MOVING =
      Preset.named("online")
          .hyperparameters()
          .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
          .with(Hyperparameters.UPDATES, 2L)
          .with(Hyperparameters.REPLAY_BUFFER, 3L * BATCH)
          .with(Hyperparameters.SHIFT, 1L);

  /** Where the pixel of each sample was moved to, by the sample's number. */
  private static List<Map<Integer, Integer>> places(int replayed) {
    Hyperparameters learning = MOVING.with(Hyperparameters.REPLAY_SAMPLES, (long) replayed);
    Experience experience = new Experience(learning, SHAPE, Datatype.UINT8);
    List<Map<Integer, Integer>> updates = new ArrayList<>();
    float[] weights = new float[BATCH];
    Arrays.fill(weights, 1);
    for (int step = 0; step < 6; step++) {
      float[] numbers = new float[BATCH * SHAPE.size()];
      double[] targets = new double[BATCH];
      for (int i = 0; i < BATCH; i++) {
        numbers[i * SHAPE.size() + 2 * 7 + 3] = 9; // in the middle
        targets[i] = step * BATCH + i;
      }
      experience.add(numbers, targets, weights);
      for (int update = 0; update < 2; update++) {
        updates.add(places(experience.rows(step, update)));
      }
    }
    return updates;
  }

  private static Map<Integer, Integer> places(Rows rows) {
    Map<Integer, Integer> places = new HashMap<>();
    for (int row = 0; row < rows.targets().length; row++) {
      int start = row * SHAPE.size();
      float[] picture = Arrays.copyOfRange(rows.inputs(), start, start + SHAPE.size());
      for (int at = 0; at < picture.length; at++) {
        if (picture[at] != 0) {
          Integer before = places.put((int) rows.targets()[row], at);
          assertThat(before).as("twice in an update").isIn(null, at);
        }
      }
    }
    return places;
  }

  @Test
  void picture_isMovedByItsOwnNumber_whateverIsLearnedBesideIt() {
    // When
    List<Map<Integer, Integer>> few = places(2);
    List<Map<Integer, Integer>> many = places(9);

    // Then
    for (int update = 0; update < few.size(); update++) {
      Map<Integer, Integer> beside = many.get(update);
      few.get(update)
          .forEach(
              (sample, place) -> assertThat(beside.getOrDefault(sample, place)).isEqualTo(place));
    }
  }

  @Test
  void picture_isMovedOtherwiseAtEachUse() {
    // When
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (Map<Integer, Integer> update : places(9)) {
      update.forEach(
          (sample, place) -> places.computeIfAbsent(sample, s -> new ArrayList<>()).add(place));
    }

    // Then: nine places, some eight uses
    long alike =
        places.values().stream().filter(uses -> uses.stream().distinct().count() < 2).count();
    assertThat(places).hasSize(6 * BATCH);
    assertThat(alike).isLessThan(3);
  }
}
