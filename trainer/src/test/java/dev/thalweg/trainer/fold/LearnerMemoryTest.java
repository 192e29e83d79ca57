package dev.thalweg.trainer.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.Fixture;
import org.junit.jupiter.api.Test;

class LearnerMemoryTest {
  private static final long GIB = 1 << 30;

  private static LearnerConfig hidden(int units) {
    return Fixture.config(
        Architecture.parse("28x28 dense(" + units + ",relu) dense(10,softmax) cross_entropy"));
  }

  @Test
  void modelThatIsTooLarge_isRefusedWithWhatItNeeds() {
    assertThatThrownBy(() -> LearnerMemory.require(hidden(63_000), GIB))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("50,085,010 parameters")
        .hasMessageContaining("1,024 MB")
        .hasMessageContaining("JAVA_OPTS=-Xmx");
  }

  @Test
  void modelThatFits_andSmallOneWhateverTheHeap_pass() {
    assertThatCode(() -> LearnerMemory.require(hidden(63_000), 2 * GIB)).doesNotThrowAnyException();
    assertThatCode(() -> LearnerMemory.require(hidden(128), 1)).doesNotThrowAnyException();
  }

  @Test
  void oneOfSeveralLearners_needsMore() {
    LearnerConfig shared = hidden(3_770).with(new Rounds(2, 100));
    assertThat(LearnerMemory.needed(shared)).isGreaterThan(LearnerMemory.needed(hidden(3_770)));
  }
}
