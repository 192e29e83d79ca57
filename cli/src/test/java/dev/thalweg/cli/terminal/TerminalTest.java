package dev.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  @Test
  void columns_areTheSecondNumber() {
    assertThat(Terminal.columns("24 80\n")).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0 0", "24", "24 80 1", "24 -80", "24 x", "24 999999999999"})
  void columns_haveNoEndWhereNobodySays(String answer) {
    assertThat(Terminal.columns(answer)).isEqualTo(Integer.MAX_VALUE);
  }
}
