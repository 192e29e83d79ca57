package dev.thalweg.topics.bounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {
  private static final TopicPartition CHANGELOG = new TopicPartition("state", 3);
  private static final Duration ATMOST = Duration.ofMinutes(5);

  /** One whose transaction ends after a while; a second passes at each pause. */
  private static final class Stage implements OpenTransactions.Broker {
    private final int openFor;
    private final List<String> told = new ArrayList<>();
    private int second;

    Stage(int openFor) {
      this.openFor = openFor;
    }

    @Override
    public long end(TopicPartition partition, IsolationLevel isolation) {
      boolean hidden = isolation == IsolationLevel.READ_COMMITTED && second < openFor;
      return hidden ? 7 : 9;
    }

    @Override
    public long nanoTime() {
      return Duration.ofSeconds(second).toNanos() - 5;
    }

    @Override
    public void pause() {
      second++;
    }

    @Override
    public void tell(String sentence) {
      told.add(sentence);
    }
  }

  @Test
  void transactionThatEndsSoon_isNotSpokenOf() throws Exception {
    Stage stage = new Stage(4);

    OpenTransactions.awaitDecided(stage, List.of(CHANGELOG), ATMOST);

    assertThat(stage.second).isEqualTo(4);
    assertThat(stage.told).isEmpty();
  }

  @Test
  void transactionThatStaysOpen_isSaidToBeWaitedForOnce_andThatItHasEnded() throws Exception {
    Stage stage = new Stage(290);

    OpenTransactions.awaitDecided(stage, List.of(CHANGELOG), ATMOST);

    assertThat(stage.second).isEqualTo(290);
    assertThat(stage.told).hasSize(2);
    assertThat(stage.told.get(0)).startsWith("Waiting up to 5m for").contains("state-3");
    assertThat(stage.told.get(1)).contains("goes on");
  }

  @Test
  void transactionThatOutlastsThePatience_isSaidToStayOpen() {
    Stage stage = new Stage(Integer.MAX_VALUE);

    assertThatThrownBy(() -> OpenTransactions.awaitDecided(stage, List.of(CHANGELOG), ATMOST))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("A transaction on state stays open");
    assertThat(stage.second).isEqualTo(301);
  }
}
