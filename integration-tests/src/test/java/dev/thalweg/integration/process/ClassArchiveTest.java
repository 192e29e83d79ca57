package dev.thalweg.integration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the archive, too, while other tests keep no more than one core busy. */
@Tag("long")
class ClassArchiveTest {
  @TempDir Path home;

  @Test
  void processes_takeClassesFromTheArchive() {
    List<String> flags = new ArrayList<>(ClassArchive.flags());
    assumeTrue(!flags.isEmpty(), "Classes that lie in folders can't be archived.");
    flags.add("-Xlog:class+load");

    ThalwegProcess help =
        ThalwegProcess.startWith(home, flags, ClassArchive.classPath(), "score", "--help");
    assertThat(help.awaitExit(Duration.ofMinutes(2))).isZero();

    assertThat(help.out().lines().filter(line -> line.contains(" dev.thalweg.cli.Thalweg source")))
        .as("what Java says of where it found the class")
        .singleElement()
        .asString()
        .contains("shared objects file (top)");
  }
}
