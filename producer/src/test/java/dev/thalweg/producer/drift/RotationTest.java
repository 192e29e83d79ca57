package dev.thalweg.producer.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final byte[] TO_THE_RIGHT = {0, 0, 0, 0, 50, 100, 0, 0, 0};

  @Test
  void quarterTurns_areExactAndCounterClockwise() {
    Rotation rotation = new Rotation(TO_THE_RIGHT, List.of(3, 3));

    assertThat(rotation.by(90)).containsExactly(0, 100, 0, 0, 50, 0, 0, 0, 0);
    assertThat(rotation.by(-90)).containsExactly(0, 0, 0, 0, 50, 0, 0, 100, 0);
    assertThat(rotation.by(180)).containsExactly(0, 0, 0, 100, 50, 0, 0, 0, 0);
    assertThat(rotation.by(360)).containsExactly(TO_THE_RIGHT);
  }

  @Test
  void anglesBetween_areInterpolatedAndTheOutsideIsBackground() {
    // Given: all light, 200
    byte[] light = {-56, -56, -56, -56};

    // When
    byte[] turned = new Rotation(light, List.of(2, 2)).by(45);

    // Then: each corner lies (1/sqrt 2 - 1/2) outside of the frame, where light fades to dark
    assertThat(turned).containsOnly(200 - 41 - 256);
  }

  @Test
  void original_isNotWrittenTo() {
    byte[] pixels = TO_THE_RIGHT.clone();

    new Rotation(pixels, List.of(3, 3)).by(30);

    assertThat(pixels).containsExactly(TO_THE_RIGHT);
  }
}
