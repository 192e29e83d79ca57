package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.UserException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientFailureTest {
  static Stream<Arguments> explained() {
    return Stream.of(
        Arguments.of(new FencedInstanceIdException("x"), "Another process runs under the same"),
        Arguments.of(new ProducerFencedException("x"), "Another process took over"),
        Arguments.of(new InvalidProducerEpochException("x"), "Another process took over"),
        Arguments.of(new SaslAuthenticationException("no"), "does not let this process in (no)"),
        Arguments.of(
            new TopicAuthorizationException("digits.labels"), "does not let this process in"),
        Arguments.of(new TimeoutException("after 2 minutes"), "not answered for too long (after"),
        Arguments.of(new UserException("The port is taken."), "The port is taken."));
  }

  @ParameterizedTest
  @MethodSource("explained")
  void failureThatAPersonCanMend_isASentence_howeverTheClientsWrapIt(
      RuntimeException failure, String sentence) {
    for (Throwable thrown :
        new Throwable[] {
          failure, new KafkaException("poll", failure), new CompletionException(failure)
        }) {
      assertThat(ClientFailure.explained(thrown))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(sentence);
    }
  }

  @Test
  void failureOfTheProgram_staysWhatItIs() {
    Throwable failure = new KafkaException("process", new IllegalStateException("a bug"));

    assertThat(ClientFailure.explained(failure)).isSameAs(failure);
  }

  @Test
  void whatWasNotTaken_isToldByTheBottomOfIt() {
    Throwable failure = new KafkaException("commit", new KafkaException("in an error state"));

    assertThat(ClientFailure.notTaken("broker:1", failure))
        .hasMessage(
            "The cluster at broker:1 has not taken what was written (in an error state): start"
                + " again; it continues where it stopped.")
        .hasCause(failure);
  }
}
