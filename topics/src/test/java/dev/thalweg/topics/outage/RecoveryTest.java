package dev.thalweg.topics.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.Patience;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
  private final Patience patience =
      Patience.of(Duration.ofMinutes(5), told -> {}, "b:1", "http://r:2");
  private final AtomicLong nowNs = new AtomicLong(-7);
  private final Recovery recovery = new Recovery(patience, nowNs::get);

  private static Throwable timeout() {
    return new UserException("said", new KafkaException("wrapped", new TimeoutException("late")));
  }

  @Test
  void timeouts_areAllowedForAsLongAsIsWaited() {
    for (int second = 0; second <= 300; second += 30) {
      nowNs.set(Duration.ofSeconds(second).toNanos());
      assertThat(recovery.allows(timeout())).as("after %d s", second).isTrue();
    }
    nowNs.set(Duration.ofSeconds(330).toNanos());
    assertThat(recovery.allows(timeout())).isFalse();
  }

  @Test
  void timeoutLongAfterTheLast_isAnotherMatter() {
    for (int minute = 0; minute < 60; minute += 2) {
      nowNs.set(Duration.ofMinutes(minute).toNanos());
      assertThat(recovery.allows(timeout())).isTrue();
    }
  }

  @Test
  void fencedProducer_isAllowedOnlyWhereTheBrokerWasAway() {
    Throwable fenced = new UserException("said", new ProducerFencedException("fenced"));
    assertThat(recovery.allows(fenced)).isFalse();

    assertThat(patience.broker().goesOn()).isTrue();
    patience.broker().answered();

    assertThat(recovery.allows(fenced)).isTrue();
    assertThat(recovery.allows(new FencedInstanceIdException("another has its name"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        InvalidTxnStateException.class,
        InvalidPidMappingException.class,
        TransactionAbortableException.class,
        OutOfOrderSequenceException.class,
        UnknownProducerIdException.class
      })
  void transactionThatTheBrokerHasLost_isAllowedForAsLongAsIsWaited(
      Class<? extends KafkaException> type) throws Exception {
    Throwable lost =
        new UserException("said", type.getConstructor(String.class).newInstance("not open"));
    for (int second = 0; second <= 330; second += 30) {
      nowNs.set(Duration.ofSeconds(second).toNanos());
      assertThat(recovery.allows(lost)).as("after %d s", second).isEqualTo(second <= 300);
    }
  }

  @Test
  void lostTransaction_isAllowedWhereNothingIsWaitedFor_butNotWithoutEnd() {
    Recovery impatient = new Recovery(Patience.none(), nowNs::get);
    Throwable lost = new UserException("said", new InvalidTxnStateException("not open"));
    for (int second = 0; second <= 90; second += 30) {
      nowNs.set(Duration.ofSeconds(second).toNanos());
      assertThat(impatient.allows(lost)).as("after %d s", second).isEqualTo(second <= 60);
    }
    assertThat(impatient.allows(timeout())).isFalse();
  }

  @Test
  void topicThatNoBrokerCouldHold_isAllowedOnlyWhereTheyAreAway() {
    // As the controller (4.3.1) says both
    Throwable away =
        new InvalidReplicationFactorException(
            "Unable to replicate the partition 1 time(s): All brokers are currently fenced.");
    Throwable tooFew =
        new InvalidReplicationFactorException(
            "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot"
                + " be reached because only 1 broker(s) are registered.");

    assertThat(recovery.allows(new KafkaException("in a topology", away))).isTrue();
    assertThat(recovery.allows(new KafkaException("in a topology", tooFew))).isFalse();
  }

  @Test
  void epochOfAnother_isAllowedOnlyWhereTheBrokerWasAway() {
    Throwable fenced = new UserException("said", new InvalidProducerEpochException("old"));
    assertThat(recovery.allows(fenced)).isFalse();

    assertThat(patience.broker().goesOn()).isTrue();
    patience.broker().answered();

    assertThat(recovery.allows(fenced)).isTrue();
  }

  @Test
  void recordsThatNobodyAcknowledged_areAllowed() {
    // As the client says it when they have expired, in an outage or beside a broker that is busy
    Throwable expired =
        new UserException(
            "said",
            new KafkaException(
                "The client hasn't received acknowledgment for some previously sent messages and"
                    + " can no longer retry them. It is safe to abort the transaction and"
                    + " continue."));

    assertThat(recovery.allows(expired)).isTrue();
  }

  @Test
  void transactionThatTheBrokerHasEnded_isAllowed() {
    // As a client says it that is asked to abort it
    Throwable ended =
        new KafkaException(
            "Cannot execute transactional method because we are in an error state",
            new InvalidTxnStateException("invalid state"));

    assertThat(recovery.allows(ended)).isTrue();
  }

  @Test
  void whatAPersonHasToMend_isNotAllowed() {
    assertThat(recovery.allows(new TopicAuthorizationException("no"))).isFalse();
    assertThat(recovery.allows(new IllegalStateException("a bug"))).isFalse();
  }

  @Test
  void whatAServiceKnowsToPass_isAllowedForAsLongAsIsWaited() {
    Throwable known = new IllegalStateException("known");
    for (int second = 0; second <= 330; second += 30) {
      nowNs.set(Duration.ofSeconds(second).toNanos());
      assertThat(recovery.allows(known, failure -> failure == known))
          .as("after %d s", second)
          .isEqualTo(second <= 300);
    }
  }

  @Test
  void withoutPatience_nothingIsAllowed() {
    assertThat(new Recovery(Patience.none()).allows(timeout())).isFalse();
  }
}
