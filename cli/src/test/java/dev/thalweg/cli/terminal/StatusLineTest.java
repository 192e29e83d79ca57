package dev.thalweg.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.terminal.StatusLine.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static final Figures FIGURES = new Figures(32, 100, 1_000, 0.5, 0.25, -1, -1, 0);
  private static final String TEXT = FIGURES.text();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private StatusLine line(boolean terminal) {
    return new StatusLine(new PrintStream(out, false, UTF_8), terminal);
  }

  private String shown() {
    return out.toString(UTF_8);
  }

  @Test
  void figures_sayWhereItIs() {
    assertThat(TEXT)
        .isEqualTo(
            "learned 32/100  1,000/s  loss 0.500  test-then-train 25.00%  no snapshot yet"
                + "  held-out -  latency 0 ms");
  }

  @Test
  void otherLine_comesAboveTheStatus_whichIsDrawnAgain() {
    // Given
    StatusLine line = line(true);
    line.show(FIGURES);
    // When
    line.say("ALARM");
    line.close();
    // Then
    assertThat(shown())
        .isEqualTo("\r%s\u001b[K\rALARM\u001b[K%n\r%s\u001b[K%n".formatted(TEXT, TEXT));
  }

  @Test
  void otherLine_isPlainBeforeAndAfterTheStatus() {
    // Given
    StatusLine line = line(true);
    // When
    line.say("before");
    line.show(FIGURES);
    line.close();
    line.say("after");
    // Then
    assertThat(shown()).isEqualTo("before%n\r%s\u001b[K%nafter%n".formatted(TEXT));
  }

  @Test
  void withoutATerminal_thereAreNoControlCharacters() {
    // Given
    StatusLine line = line(false);
    // When
    line.show(FIGURES);
    line.say("ALARM");
    line.show(FIGURES);
    line.showNow(FIGURES);
    line.close();
    // Then
    assertThat(shown()).isEqualTo("%s%nALARM%n%s%n".formatted(TEXT, TEXT));
  }
}
