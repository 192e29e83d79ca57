package dev.thalweg.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackendTest {

  @Test
  void description_namesLibraryVersionBuildAndInstructionSet() {
    assertThat(Backend.describe())
        .matches("nd4j-native 1\\.0\\.0-M2\\.1 [a-z0-9_-]+ [a-z0-9]+ [a-z]+( [A-Z_]+=.*)*");
  }

  @Test
  void instructionSet_isTheWidestKnown() {
    assertThat(Backend.instructionSet("model name\t: X\nflags\t\t: fpu sse4_1 avx avx2 avx512f\n"))
        .isEqualTo("avx512");
    assertThat(Backend.instructionSet("flags: fpu sse4_1 avx avx2")).isEqualTo("avx2");
    assertThat(Backend.instructionSet("Features\t: fp asimd\n")).isEqualTo("neon");
    assertThat(Backend.instructionSet("")).isEqualTo("unknown");
  }

  @Test
  void maker_isAmdIntelOrUnknown() {
    assertThat(Backend.maker("vendor_id\t: AuthenticAMD\n")).isEqualTo("amd");
    assertThat(Backend.maker("vendor_id\t: GenuineIntel\n")).isEqualTo("intel");
    assertThat(Backend.maker("")).isEqualTo("unknown");
  }
}
