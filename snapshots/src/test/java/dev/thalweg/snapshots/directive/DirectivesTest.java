package dev.thalweg.snapshots.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DirectivesTest {
  private static Directive pin(long version, String sha256, long offset) {
    return new Directive("digits", DirectiveKind.PIN, version, Instant.EPOCH, sha256, offset);
  }

  @Test
  void pinThatNamesItsSnapshot_hasNoProblem() {
    assertThat(Directives.problem("digits", pin(0, "0a".repeat(32), 0))).isEmpty();
    assertThat(Directives.problem("digits", Directives.follow("digits", Instant.EPOCH))).isEmpty();
  }

  @Test
  void pinThatLacksAName_isRefused() {
    String sha256 = "0a".repeat(32);
    assertThat(Directives.problem("digits", pin(-1, sha256, 0))).isPresent();
    assertThat(Directives.problem("digits", pin(0, sha256, -1))).isPresent();
    assertThat(Directives.problem("digits", pin(0, "", 0))).isPresent();
    assertThat(Directives.problem("digits", pin(0, "0A".repeat(32), 0))).isPresent();
  }

  @Test
  void directiveForAnotherModel_isRefused() {
    assertThat(Directives.problem("other", pin(0, "0a".repeat(32), 0)).orElseThrow())
        .contains("another model");
  }
}
