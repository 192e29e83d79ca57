package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.producer.source.ExampleSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private long nowNs;

  @Test
  void lines_comeEveryFiveSecondsAndAtTheEnd() {
    // Given
    Progress progress = new TerminalProgress.Lines("samples", out, () -> nowNs);

    // When
    for (int second = 0; second < 8; second++) {
      nowNs = second * 1_000_000_000L;
      progress.update(second * 1_000L, 60_000, 1_000);
    }
    progress.close();

    // Then
    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "samples: 5,000 of 60,000 sent, 1,000/s", "samples: 7,000 of 60,000 sent, 1,000/s");
  }

  @Test
  void lines_ofAnEndlessStreamNameNoEnd() {
    Progress progress = new TerminalProgress.Lines("examples", out, () -> nowNs);

    progress.update(12, ExampleSource.ENDLESS, 3.4);
    progress.close();
    progress.close();

    assertThat(bytes.toString(UTF_8).lines()).containsExactly("examples: 12 sent, 3/s");
  }

  @Test
  void bar_showsTaskAndCount() {
    Progress progress = TerminalProgress.on("samples", out, true);

    progress.update(30_000, 60_000, 1_000);
    progress.update(60_000, 60_000, 1_000);
    progress.close();

    assertThat(bytes.toString(UTF_8)).contains("samples").contains("60000/60000");
  }

  @Test
  void bar_ofAStreamThatSentNothingIsSilent() {
    TerminalProgress.on("samples", out, true).close();

    assertThat(bytes.size()).isZero();
  }
}
