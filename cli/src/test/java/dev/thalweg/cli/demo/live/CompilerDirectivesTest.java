package dev.thalweg.cli.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {
  @AfterEach
  void forget() throws Exception {
    Object unused = CompilerDirectives.command("compilerDirectivesClear");
  }

  @Test
  void optimizeArithmetic_leavesAllElseToC1() throws Exception {
    assumeThat(System.getProperty("java.vm.name")).contains("HotSpot", "OpenJDK");

    CompilerDirectives.optimizeArithmetic();

    assertThat((String) CompilerDirectives.command("compilerDirectivesPrint"))
        .contains("dev/thalweg/model*.*", "*.*", "Exclude:true");
  }
}
