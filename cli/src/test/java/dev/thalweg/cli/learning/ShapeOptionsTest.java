package dev.thalweg.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.cli.Images;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.schemas.UserException;
import java.util.List;
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

    assertThat(shape.shape()).isEqualTo(Shape.of(28, 28));
    assertThat(shape.classes()).isEqualTo(10);
  }

  @Test
  void whatNobodySays_isAsTheDataAre() {
    Images pictures = new Images("pictures", 3);
    ShapeOptions none = options();
    ShapeOptions some = options("--classes", "12");

    none.completeFrom(new DataSet(pictures, pictures, List.of()));
    some.completeFrom(new DataSet(pictures, pictures, List.of()));

    assertThat(none.format()).isEqualTo(pictures.format());
    assertThat(none.classes()).isEqualTo(pictures.classes());
    assertThat(some.classes()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "14x32", "32x32x3", "2x3x4x5"})
  void shape_hasOneToFourDimensions(String text) {
    ShapeOptions shape = options("--shape", text, "--classes", "47");

    assertThat(shape.shape().text()).isEqualTo(text);
    assertThat(shape.classes()).isEqualTo(47);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x28", "28x", "28X28", "1x2x3x4x5", "-1x28", "123456x28", " 28x28", "0"})
  void shape_isRefusedInOneSentenceUnlessItIsOne(String text) {
    ShapeOptions shape = options("--shape=" + text);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(shape::shape)
        .withMessageStartingWith("--shape: \"%s\" is not a shape: write ", text);
  }
}
