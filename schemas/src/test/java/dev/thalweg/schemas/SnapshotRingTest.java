package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRingTest {
  @Test
  void keyOfASequence_isASlot_andComesRoundAgain() {
    assertThat(SnapshotRing.key("digits", 33)).asString(UTF_8).isEqualTo("digits/1");
    assertThat(SnapshotRing.key("digits", 1)).isEqualTo(SnapshotRing.key("digits", 33));
    assertThat(SnapshotRing.isSlot("digits", SnapshotRing.key("digits", 33))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "digits", "digits/", "digits/pinned", "digits/-1", "digits/1x", "other/1"})
  void otherKeys_areNoSlot(String key) {
    assertThat(SnapshotRing.isSlot("digits", key.getBytes(UTF_8))).isFalse();
    assertThat(SnapshotRing.isSlot("digits", null)).isFalse();
  }

  @Test
  void pinnedKey_isNoSlot() {
    assertThat(SnapshotRing.pinnedKey("digits")).asString(UTF_8).isEqualTo("digits/pinned");
    assertThat(SnapshotRing.isSlot("digits", SnapshotRing.pinnedKey("digits"))).isFalse();
  }
}
