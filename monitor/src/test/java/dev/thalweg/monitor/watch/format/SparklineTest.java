package dev.thalweg.monitor.watch.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void blocks_goFromHalfToAll() {
    assertThat(Sparkline.of(List.of(0.5, 0.5625, 0.625, 0.6875, 0.75, 0.8125, 0.875, 0.9375, 1.0)))
        .isEqualTo("▁▂▃▄▅▆▇██");
  }

  @Test
  void whatIsBelowTheScale_isTheLowestBlock() {
    assertThat(Sparkline.of(List.of(0.0, 0.1, 0.49, 0.56))).isEqualTo("▁▁▁▁");
  }

  @Test
  void dipAfterADrift_isSeen() {
    assertThat(Sparkline.of(List.of(0.95, 0.96, 0.12, 0.66, 0.87, 0.93, 0.95)))
        .isEqualTo("██▁▃▆▇█ ".strip());
  }

  @Test
  void noValues_areNoBlocks() {
    assertThat(Sparkline.of(List.of())).isEmpty();
  }
}
