package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Connection plain = new Connection("b:1", "http://r:2", Map.of(), true);

  private Connection waiting(Duration atMost) {
    return plain.waiting(atMost, told::add);
  }

  private static UserException timeout() {
    return new UserException("No answer.", new TimeoutException("late"));
  }

  /** Times out so often, and answers then. */
  private static Supplier<String> answering(int timeouts, AtomicInteger asked) {
    return () -> {
      if (asked.getAndIncrement() < timeouts) {
        throw timeout();
      }
      return "here";
    };
  }

  @Test
  void requestThatTimesOut_isRepeatedUntilItIsAnswered() {
    AtomicInteger asked = new AtomicInteger();

    assertThat(waiting(Duration.ofMinutes(5)).ask(answering(2, asked))).isEqualTo("here");

    assertThat(asked).hasValue(3);
    assertThat(told)
        .containsExactly(
            "Waiting up to 5m for the broker at b:1, which does not answer.",
            "The broker at b:1 answers again, and work goes on.");
  }

  @Test
  void requestThatGoesOnTimingOut_failsWhenItWasWaitedFor_evenWhereOthersAreAnswered() {
    Connection connection = waiting(Duration.ofSeconds(1));

    assertThatThrownBy(
            () ->
                connection.check(
                    () -> {
                      connection.patience().broker().answered();
                      throw timeout();
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage("No answer; it was waited for, 1s long (--wait-for-cluster).");
  }

  @Test
  void requestThatIsRefused_isNotRepeated() {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                waiting(Duration.ofMinutes(5))
                    .check(
                        () -> {
                          asked.incrementAndGet();
                          throw new TopicAuthorizationException("no");
                        }))
        .isInstanceOf(TopicAuthorizationException.class);
    assertThat(asked).hasValue(1);
    assertThat(told).isEmpty();
  }

  @Test
  void withoutPatience_aRequestFailsAtOnceAndAsItDid() {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(() -> plain.ask(answering(1, asked)))
        .isInstanceOf(UserException.class)
        .hasMessage("No answer.");
    assertThat(asked).hasValue(1);
  }
}
