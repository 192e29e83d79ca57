package dev.thalweg.monitor.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;

class AlarmDutyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final TopicPartition ALARMS = new TopicPartition("digits.alarms", 0);

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final AvroSerializer<Alarm> serializer = new AvroSerializer<>(registry);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> told = new ArrayList<>();
  private boolean refused;
  private final RestartOnDrift reaction =
      new RestartOnDrift("digits", this::restart, told::add, () -> NOW);
  private final AlarmDuty duty =
      new AlarmDuty(consumer, registry, new Pipeline("digits"), reaction);

  private RecordOrigin restart() {
    if (refused) {
      throw new UserException("The broker is away.");
    }
    return new RecordOrigin("digits.samples", 0, told.size());
  }

  private void begin() {
    duty.subscribe();
    consumer.updateBeginningOffsets(Map.of(ALARMS, 0L));
    consumer.rebalance(List.of(ALARMS));
  }

  /** Is on duty after one that committed this: the mock keeps offsets for one subscription only. */
  private void beginBehind(OffsetAndMetadata committed) {
    begin();
    consumer.commitSync(Map.of(ALARMS, committed));
    consumer.rebalance(List.of());
    consumer.rebalance(List.of(ALARMS));
  }

  private void alarm(long offset) {
    Alarm alarm = new Alarm("digits", AlarmKind.DRIFT, "It rose.", NOW);
    record(offset, serializer.serialize(ALARMS.topic(), alarm));
  }

  private void record(long offset, byte[] value) {
    byte[] key = "digits".getBytes(StandardCharsets.UTF_8);
    consumer.addRecord(new ConsumerRecord<>(ALARMS.topic(), 0, offset, key, value));
  }

  private void learn(long step) {
    TrainingProgress progress = new TrainingProgress();
    progress.setStep(step);
    reaction.onProgress(progress);
  }

  private OffsetAndMetadata committed() {
    return consumer.committed(Set.of(ALARMS)).get(ALARMS);
  }

  @Test
  void answeredAlarm_isCommittedWithTheStepOfTheRestart() {
    begin();
    learn(950);
    alarm(0);

    duty.poll();

    assertThat(told).hasSize(1);
    assertThat(committed()).isEqualTo(new OffsetAndMetadata(1, "950"));
  }

  @Test
  void alarmThatCouldNotBeAnswered_isMetAgain() {
    // Given
    begin();
    learn(950);
    alarm(0);
    refused = true;
    duty.poll();
    assertThat(committed()).isNull();

    // When
    refused = false;
    alarm(0); // the mock gives each record once
    duty.poll();

    // Then
    assertThat(consumer.position(ALARMS)).isEqualTo(1);
    assertThat(told).hasSize(1);
    assertThat(committed()).isEqualTo(new OffsetAndMetadata(1, "950"));
  }

  @Test
  void successor_goesOnBehindWhatWasAnsweredAndKnowsOfTheLastRestart() {
    // Given: a predecessor that restarted the learner at step 950, by the alarm before
    beginBehind(new OffsetAndMetadata(1, "950"));
    learn(960);

    // When: the second alarm of the same event
    alarm(0);
    alarm(1);
    duty.poll();

    // Then
    assertThat(told).isEmpty();
    assertThat(committed()).isEqualTo(new OffsetAndMetadata(2, "950"));
  }

  @Test
  void offsetThatAnOperatorSet_isTakenWithoutAStep() {
    beginBehind(new OffsetAndMetadata(0, ""));

    alarm(0);
    duty.poll();

    assertThat(told).hasSize(1);
  }

  @Test
  void unreadableAlarm_isPassedOver() {
    begin();
    record(0, new byte[] {1, 2, 3});
    alarm(1);

    duty.poll();
    duty.poll();

    assertThat(told).hasSize(1);
    assertThat(committed().offset()).isEqualTo(2);
  }

  @Test
  void clusterThatRefusesTheConsumer_endsTheDutyWithASentence_andClosesIt() {
    consumer.setPollException(new GroupAuthorizationException("digits-restart-on-drift"));

    duty.start();

    assertThat(duty.completion())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(UserException.class)
        .withMessageContaining("The alarms of digits.alarms can no longer be answered");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void closeOfOneThatWasNeverStarted_closesItsConsumer() {
    duty.close();

    assertThat(consumer.closed()).isTrue();
    assertThat(duty.completion()).isCompletedWithValue(null);
  }
}
