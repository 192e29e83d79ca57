package dev.thalweg.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  @Test
  void text_isCanonical() {
    var hidden =
        List.<Layer>of(new Dense(128, Activation.RELU), new Dense(64, Activation.TANH, 0.2));
    var architecture =
        new Architecture(Shape.of(28, 28), hidden, 10, Output.SOFTMAX, Loss.CROSS_ENTROPY);

    assertThat(architecture.text())
        .isEqualTo(
            "28x28 dense(128,relu) dense(64,tanh,dropout=0.2) dense(10,softmax) cross_entropy");
    assertThat(architecture.inputs()).isEqualTo(784);
    assertThat(architecture.parameterCount()).isEqualTo(785 * 128 + 129 * 64 + 65 * 10);
  }

  @Test
  void text_isTheSameInEveryLocale() {
    String text = "28x28 dense(128,sigmoid,dropout=0.2) dense(10,linear) mean_squared_error";
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("ar-EG-u-nu-arab", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(Architecture.parse(text).text()).isEqualTo(text);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy",
        "1x1 dense(2,linear) mean_squared_error",
        "4096x4095 dense(2,softmax) mean_squared_error",
        "6 dense(4,relu) dense(2,softmax) cross_entropy",
        "65536 dense(2,linear) mean_squared_error",
        "32x32x3 dense(2,softmax) cross_entropy",
        "2x3x4x5 dense(2,softmax) cross_entropy",
        "3x4 dense(5,sigmoid,dropout=0.123456789) dense(6,identity) dense(2,softmax) cross_entropy",
        "3x4 dense(5,sigmoid,dropout=1E-9) dense(2,softmax) cross_entropy",
        "28x28 conv(8,3x3,relu) pool(2x2) conv(16,3x3,relu) pool(2x2) dense(10,softmax)"
            + " cross_entropy",
        "32x32x3 conv(8,5x1,identity) norm pool(2x3) flatten dense(3,tanh) norm dense(2,softmax)"
            + " cross_entropy",
        "31x31 conv(1,31x31,relu) pool(31x31) dense(2,softmax) cross_entropy",
        "2x3x4x5 norm flatten dense(2,softmax) cross_entropy"
      })
  void parse_isTheInverseOfText(String text) {
    assertThat(Architecture.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "28x28",
        "28x28 dense(10,softmax)",
        "28x28 cross_entropy dense(10,softmax)",
        "28x28 dense(10,softmax) cross_entropy ",
        " 28x28 dense(10,softmax) cross_entropy",
        "28x28  dense(10,softmax) cross_entropy",
        "28X28 dense(10,softmax) cross_entropy",
        "028x28 dense(10,softmax) cross_entropy",
        "0x28 dense(10,softmax) cross_entropy",
        "65537x1 dense(10,softmax) cross_entropy",
        "4097x4096 dense(10,softmax) cross_entropy",
        "1x2x3x4x5 dense(10,softmax) cross_entropy",
        "1x2x dense(10,softmax) cross_entropy",
        "28x28 dense(010,softmax) cross_entropy",
        "28x28 dense(1,softmax) cross_entropy",
        "28x28 dense(65537,softmax) cross_entropy",
        "28x28 dense(99999999999,softmax) cross_entropy",
        "28x28 dense(10,SOFTMAX) cross_entropy",
        "28x28 dense(10,relu) cross_entropy",
        "28x28 dense(10,softmax) hinge",
        "28x28 dense(10,linear) cross_entropy",
        "28x28 dense(10,softmax,dropout=0.1) cross_entropy",
        "28x28 dense(8,softmax) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=0) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=0.20) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=1) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=-0.1) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=1e999) dense(10,softmax) cross_entropy",
        "28x28 dense(8,relu,dropout=.-E) dense(10,softmax) cross_entropy",
        "28x28 dense(65536,relu) dense(65536,relu) dense(10,softmax) cross_entropy",
        "4096x4096 dense(65536,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3x3) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3x3x3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,0x3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(0,3x3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(65537,3x3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3x3,softmax) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3x3,relu,dropout=0.1) dense(10,softmax) cross_entropy",
        "28x28 conv(8,32x3,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,3x99999999999,relu) dense(10,softmax) cross_entropy",
        "28x28 conv(8,29x3,relu) dense(10,softmax) cross_entropy",
        "6 conv(8,1x1,relu) dense(10,softmax) cross_entropy",
        "2x3x4x5 conv(8,1x1,relu) dense(10,softmax) cross_entropy",
        "28x28 dense(9,relu) conv(8,1x1,relu) dense(10,softmax) cross_entropy",
        "28x28 flatten pool(1x1) dense(10,softmax) cross_entropy",
        "28x28 conv(65536,3x3,relu) dense(10,softmax) cross_entropy",
        "2x2 conv(65536,2x2,relu) conv(65536,2x2,relu) dense(10,softmax) cross_entropy",
        "1024x1024 conv(16,31x31,relu) dense(10,softmax) cross_entropy",
        "28x28 pool(29x1) dense(10,softmax) cross_entropy",
        "28x28 pool(8x8) pool(8x8) dense(10,softmax) cross_entropy",
        "28x28 pool(2) dense(10,softmax) cross_entropy",
        "28x28 pool(2x2,2x2) dense(10,softmax) cross_entropy",
        "28x28 pool dense(10,softmax) cross_entropy",
        "28x28 pool(1025x1) dense(10,softmax) cross_entropy",
        "28x28 flatten(2) dense(10,softmax) cross_entropy",
        "28x28 flatten() dense(10,softmax) cross_entropy",
        "28x28 norm(2) dense(10,softmax) cross_entropy",
        "4096x4096 flatten dense(10,softmax) cross_entropy",
        "28x28 conv(10,softmax) cross_entropy",
        "28x28 dense(10,softmax) cross_entropy\n",
        "٢٨x28 dense(10,softmax) cross_entropy"
      })
  void parse_refusesInOneSentence(String text) {
    assertThatThrownBy(() -> Architecture.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).matches("[\\x20-\\x7e]{20,300}"));
  }

  @Test
  void parse_refusesWhatIsTooLongOrMissing() {
    String layers = String.join(" ", Collections.nCopies(64, "dense(2,relu)"));
    String tooDeep = "2x2 " + layers + " dense(2,softmax) cross_entropy";
    String tooLong = "2x2 " + "dense(2,relu) ".repeat(10_000);

    for (String text : new String[] {null, tooDeep, tooLong, " ".repeat(4096)}) {
      assertThatThrownBy(() -> Architecture.parse(text))
          .isExactlyInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Architecture.parse(tooDeep.replaceFirst(" dense\\(2,relu\\)", "")).hidden())
        .hasSize(63);
  }

  @Test
  void parse_endsInAnArchitectureOrASentenceForMangledTexts() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String good =
        "28x28 dense(12,relu) dense(13,tanh,dropout=0.25) dense(10,softmax) cross_entropy";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(good);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        char other = good.charAt(random.nextInt(good.length()));
        text.replace(at, at + random.nextInt(2), String.valueOf(other));
      }
      String mangled = text.toString();
      try {
        assertThat(Architecture.parse(mangled).text()).isEqualTo(mangled);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).as("seed %d, text %s", seed, mangled).isNotBlank();
      }
    }
  }

  @Test
  void convolution_keepsTheSizeAndPoolingDividesIt() {
    Architecture small =
        Architecture.parse(
            "28x28 conv(8,3x3,relu) pool(2x2) conv(16,3x3,relu) pool(2x2) dense(10,softmax)"
                + " cross_entropy");

    assertThat(small.stages())
        .extracting(stage -> stage.outputs().text())
        .containsExactly("28x28x8", "14x14x8", "14x14x16", "7x7x16", "10");
    assertThat(small.parameterCount()).isEqualTo(80 + 1168 + 785 * 10);
  }

  @Test
  void layerThatDoesNotFit_isNamedWithWhatItIsGiven() {
    assertThatThrownBy(() -> Architecture.parse("9x7 pool(2x9) dense(2,softmax) cross_entropy"))
        .hasMessageContaining(
            "\"pool(2x9)\", which cannot be read: 2x9 is larger than its input, 9x7");
    assertThatThrownBy(
            () -> Architecture.parse("6 conv(1,1x1,relu) dense(2,softmax) cross_entropy"))
        .hasMessageContaining("needs a picture such as 28x28 or 32x32x3 and is given 6");
  }

  @Test
  void parameters_areLimitedWithoutOverflow() {
    var wide = List.<Layer>of(new Dense(65_536, Activation.RELU));

    assertThatThrownBy(
            () ->
                new Architecture(
                    Shape.of(4096, 4096), wide, 10, Output.SOFTMAX, Loss.CROSS_ENTROPY))
        .hasMessageContaining("1099512348682 parameters and the limit is 67108864");
  }
}
