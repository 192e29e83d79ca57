package dev.thalweg.monitor.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartOnDriftTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final List<String> told = new ArrayList<>();
  private boolean refused;
  private final RestartOnDrift reaction =
      new RestartOnDrift("digits", this::restart, told::add, () -> NOW);

  private RecordOrigin restart() {
    if (refused) {
      throw new UserException("The broker is away.");
    }
    return new RecordOrigin("digits.samples", 0, 7);
  }

  private void learn(long step) {
    TrainingProgress progress = new TrainingProgress();
    progress.setStep(step);
    reaction.onProgress(progress);
  }

  private void raise(AlarmKind kind, String model) {
    reaction.onAlarm(new Alarm(model, kind, "It rose.", NOW.minusSeconds(9)));
  }

  @Test
  void drift_restartsTheLearner_onceForTrainedAndServedWeights() {
    learn(1_000);
    raise(AlarmKind.DRIFT, "digits");
    learn(1_000 + RestartOnDrift.STEPS_BETWEEN - 1);
    raise(AlarmKind.DRIFT, "digits");

    assertThat(told)
        .containsExactly("Drift: the learner restarts from its weights, by digits.samples-0-7.");

    learn(1_000 + RestartOnDrift.STEPS_BETWEEN);
    raise(AlarmKind.DRIFT, "digits");

    assertThat(told).hasSize(2);
  }

  @Test
  void otherAlarms_andThoseOfOtherModels_restartNothing() {
    raise(AlarmKind.CLASS_BALANCE, "digits");
    raise(AlarmKind.SNAPSHOT_REFUSED, "digits");
    raise(AlarmKind.DRIFT, "challenger");

    assertThat(told).isEmpty();
  }

  @Test
  void driftOfThePast_restartsNothing() {
    Instant past = NOW.minus(RestartOnDrift.AGE_MAX).minusMillis(1);
    reaction.onAlarm(new Alarm("digits", AlarmKind.DRIFT, "It rose.", past));

    assertThat(told).isEmpty();
  }

  @Test
  void directiveThatCannotBeWritten_leavesTheAlarmUnanswered() {
    refused = true;
    assertThatThrownBy(() -> raise(AlarmKind.DRIFT, "digits"))
        .isInstanceOf(UserException.class)
        .hasMessage("The broker is away.");
    assertThat(reaction.restartedAt()).isEqualTo(RestartOnDrift.NEVER);

    refused = false;
    raise(AlarmKind.DRIFT, "digits");

    assertThat(told).hasSize(1);
  }

  @Test
  void oneThatTakesOver_knowsOfTheRestartBefore() {
    // Given: another one's at step 900
    reaction.goOn(900);
    learn(900 + RestartOnDrift.STEPS_BETWEEN - 1);

    // When: the served weights tell of the same event
    raise(AlarmKind.DRIFT, "digits");

    // Then
    assertThat(told).isEmpty();
    learn(900 + RestartOnDrift.STEPS_BETWEEN);
    raise(AlarmKind.DRIFT, "digits");
    assertThat(told).hasSize(1);
    assertThat(reaction.restartedAt()).isEqualTo(900 + RestartOnDrift.STEPS_BETWEEN);
  }
}
