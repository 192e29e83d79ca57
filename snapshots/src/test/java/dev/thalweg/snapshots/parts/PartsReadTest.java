package dev.thalweg.snapshots.parts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.snapshots.RefusedException;
import org.junit.jupiter.api.Test;

class PartsReadTest {
  @Test
  void modelThatTheHeapCannotHoldTwice_isRefusedWithWhatItNeeds() {
    assertThatThrownBy(() -> PartsRead.requireRoom(50_000_000, 256 << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("50,000,000 parameters")
        .hasMessageContaining("256 MB");
    assertThatCode(() -> PartsRead.requireRoom(50_000_000, 1 << 30)).doesNotThrowAnyException();
  }
}
