package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.snapshots.ServedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class InServiceTest {
  private final InService inService = new InService();

  private List<Long> during(long labelled, int latest) {
    return inService.during(labelled, latest).stream().map(ServedModel::sequence).toList();
  }

  @Test
  void thoseInServiceWhileTheLatestWereLabelled_areKept() {
    // Given
    inService.put(GateFixture.model(0, 1), 0);
    inService.put(GateFixture.model(0, 2), 200);
    inService.put(GateFixture.model(0, 3), 400);

    // Then: number 1 labelled the first 200, number 2 those up to 400
    assertThat(during(699, 500)).containsExactly(1L, 2L, 3L);
    assertThat(during(700, 500)).containsExactly(2L, 3L);
    assertThat(during(900, 500)).containsExactly(3L);
    assertThat(during(100_000, 500)).containsExactly(3L);
  }

  @Test
  void nothing_isInServiceBeforeTheFirst() {
    assertThat(during(900, 500)).isEmpty();
  }

  @Test
  void ofMany_theOldestAndTheLatestAreKept() {
    for (int sequence = 0; sequence < 20; sequence++) {
      inService.put(GateFixture.model(0, sequence), sequence);
    }

    assertThat(during(19, 500)).hasSize(InService.KEPT_MAX).startsWith(0L, 13L).endsWith(19L);
  }
}
