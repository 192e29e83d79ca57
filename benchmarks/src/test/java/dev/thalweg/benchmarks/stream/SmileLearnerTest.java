package dev.thalweg.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmileLearnerTest {

  @ParameterizedTest
  @CsvSource({
    "mlp-64-32@0.05, 64-32, 0.05",
    "mlp-8@1, 8, 1",
    "logistic@.1, logistic, 0.1",
  })
  void name_hasUnitsAndRate(String name, String units, double rate) {
    assertThat(SmileLearner.named(name)).isEqualTo(new SmileLearner(name, units, rate));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mlp", "mlp-64", "mlp-@0.1", "mlp-64-@0.1", "logistic", "svm@0.1"})
  void nameThatIsNone_isRefusedWithTheFormToGive(String name) {
    assertThatThrownBy(() -> SmileLearner.named(name))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no learner of Smile: give mlp-UNITS@RATE");
  }

  @Test
  void pass_isReadFromWhatTheProgramPrints() {
    Pass pass = SmileLearner.named("logistic@0.1").pass("20 15 2500000000\n");

    assertThat(pass.learner()).isEqualTo("Smile logistic@0.1");
    assertThat(pass.rows()).isEqualTo(20);
    assertThat(pass.accuracy()).isCloseTo(0.75, within(1e-12));
    assertThat(pass.getRowsPerSecond()).isCloseTo(8, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20 15", "20 15 x", "a web page"})
  void whatIsNoEvaluation_isSaid(String printed) {
    assertThatThrownBy(() -> SmileLearner.named("mlp-8@0.1").pass(printed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Smile's mlp-8@0.1 has printed no evaluation");
  }
}
