package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.schemas.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ShapeOptionsTest {
  private static ShapeOptions options(String... args) {
    return CommandLine.populateCommand(new ShapeOptions(), args);
  }

  @Test
  void shape_isMnistsByDefault() {
    ShapeOptions shape = options();

    assertThat(shape.height()).isEqualTo(28);
    assertThat(shape.width()).isEqualTo(28);
    assertThat(shape.classes).isEqualTo(10);
  }

  @Test
  void size_isHeightByWidth() {
    ShapeOptions shape = options("--image-size", "14x32", "--classes", "47");

    assertThat(shape.height()).isEqualTo(14);
    assertThat(shape.width()).isEqualTo(32);
    assertThat(shape.classes).isEqualTo(47);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "28", "x28", "28x", "28X28", "28x28x1", "-1x28", "12345x28", " 28x28"})
  void size_isRefusedInOneSentenceUnlessItIsHeightByWidth(String size) {
    ShapeOptions shape = options("--image-size=" + size);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(shape::height)
        .withMessage("\"%s\" is not an image size: give --image-size HxW, such as 28x28.", size);
  }
}
