package dev.thalweg.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thalweg.schemas.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProcessReadingTest {
  @Test
  void residentMemory_isTheStatusFilesVmRss() {
    // Given
    String status =
        "Name:\tjava\nVmHWM:\t  540000 kB\nVmRSS:\t  526808 kB\nRssAnon:\t  400000 kB\n";
    // When / Then
    assertThat(ProcessReading.residentKiB(status)).isEqualTo(526_808);
  }

  @Test
  void residentMemory_ofAStatusWithout_isRefused() {
    assertThatThrownBy(() -> ProcessReading.residentKiB("Name:\tkthreadd\n"))
        .isInstanceOf(UserException.class);
  }

  @Test
  void residentMemory_ofThisProcess_isMoreThanItsUsedHeap() {
    // Given
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "only Linux has /proc");
    byte[] held = new byte[32 << 20];
    Arrays.fill(held, (byte) 1);
    // When
    long resident = ProcessReading.residentKiB(ProcessHandle.current().pid());
    // Then
    assertThat(resident).isGreaterThan(held.length >> 10);
  }

  @Test
  void cpuTime_ofAProcessThatIsNot_isRefused() {
    assertThatThrownBy(() -> ProcessReading.cpuTime(Long.MAX_VALUE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void slope_ofALineWithNoise_isTheLines() {
    // Given 3 more each time, and a disturbance that has no trend
    double[] values = {11, 12, 15, 20, 23, 24};
    // When / Then
    assertThat(Slope.of(values)).isEqualTo(3, within(0.2));
    assertThat(Slope.of(new double[] {7, 7, 7})).isZero();
    assertThat(Slope.of(new double[] {7})).isZero();
    assertThat(Slope.of(new double[0])).isZero();
  }

  @Test
  void slope_ofTheSecondHalf_leavesTheWarmUpOut() {
    assertThat(Slope.ofSecondHalf(new double[] {0, 100, 200, 300, 302, 304}))
        .isEqualTo(2, within(1e-9));
  }
}
