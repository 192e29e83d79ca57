package dev.thalweg.schemas.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0xad, 0x61c, 0x200b, 0x200d,
        0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xd800, 0xfeff,
        0xe0001, 0xe0041
      })
  void misleadingCharacter_isReplaced(int character) {
    assertThat(Shown.text("a" + Character.toString(character) + "b")).isEqualTo("a?b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain 123", "Käse", "数字", "אבג", "\uD83D\uDE00", "a\u00a0b"})
  void whatPrints_staysAsItIs(String text) {
    assertThat(Shown.text(text)).isEqualTo(text);
    assertThat(Shown.text(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void longText_isCut() {
    assertThat(Shown.text("abcdef", 3)).isEqualTo("abc...");
  }

  @Test
  void lines_stayLines() {
    assertThat(Shown.lines("a\nb\u202ec\u001b")).isEqualTo("a\nb?c?");
  }
}
