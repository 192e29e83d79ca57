package dev.thalweg.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
  @Test
  void libraryThatCannotBeLoaded_isToldWithWhatToSet() {
    // Given
    Throwable link = new UnsatisfiedLinkError("/tmp/libx.so: failed to map segment\nmore");

    // When, then
    assertThat(NativeLibraries.sentence(new IllegalStateException(new Error(link))).orElseThrow())
        .startsWith("A native library can't be loaded (/tmp/libx.so: failed to map segment):")
        .contains("-Djava.io.tmpdir=DIR", "-Dorg.bytedeco.javacpp.cachedir=DIR", "noexec");
    assertThat(NativeLibraries.sentence(new IllegalStateException("another"))).isEmpty();
  }
}
