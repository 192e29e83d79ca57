package dev.thalweg.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.trainer.fold.LearnedRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HandedRoundsTest {
  private static final TopicPartition MERGES = new TopicPartition("digits.merges", 0);
  private static final Duration LONG = Duration.ofDays(1);

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
  private final HandedRounds handed = new HandedRounds(kafka);
  private final List<LearnedRound> taken = new ArrayList<>();

  HandedRoundsTest() {
    kafka.assign(List.of(MERGES));
    kafka.updateBeginningOffsets(Map.of(MERGES, 0L));
  }

  private static LearnedRound round(int partition) {
    LearnerProgress progress =
        new LearnerProgress(partition, 0L, 0, 12L, 12L, 12L, 3L, 1.0, 12L, 1L, 0L, 0.0);
    return new LearnedRound(progress, new ModelWeights(new float[3], new float[3]), 0);
  }

  @Test
  void roundThatIsHandedOver_endsThePollThatWaits() {
    LearnedRound round = round(1);
    kafka.schedulePollTask(() -> handed.add(round)); // while it polls, as another thread would

    assertThat(handed.poll(LONG).isEmpty()).isTrue();

    handed.drain(taken::add);
    assertThat(taken).containsExactly(round);
  }

  @Test
  void roundsBeforeAPoll_areTakenInOrderAndWakeNobody() {
    LearnedRound first = round(1);
    LearnedRound second = round(0);
    handed.add(first);
    handed.add(second);
    kafka.addRecord(new ConsumerRecord<>(MERGES.topic(), 0, 0, new byte[0], new byte[0]));

    assertThat(handed.poll(LONG).count()).isOne();
    handed.drain(taken::add);
    handed.drain(taken::add);

    assertThat(taken).containsExactly(first, second);
  }

  @Test
  void twoRoundsDuringAPoll_wakeItOnce() {
    kafka.schedulePollTask(
        () -> {
          handed.add(round(0));
          handed.add(round(1));
        });
    assertThat(handed.poll(LONG).isEmpty()).isTrue();
    handed.drain(taken::add);
    kafka.addRecord(new ConsumerRecord<>(MERGES.topic(), 0, 0, new byte[0], new byte[0]));

    assertThat(handed.poll(LONG).count()).as("read by the next poll").isOne();
    assertThat(taken).hasSize(2);
  }
}
