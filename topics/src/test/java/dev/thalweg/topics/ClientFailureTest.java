package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.UserException;
import java.security.cert.CertPathBuilderException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
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
        Arguments.of(
            new SaslAuthenticationException("no"),
            "does not accept the login (no): check user and password in sasl.jaas.config."),
        Arguments.of(
            new UnsupportedSaslMechanismException("PLAIN is not enabled"),
            "does not take this kind of login (PLAIN is not enabled): check sasl.mechanism"),
        Arguments.of(
            new SslAuthenticationException("x", new SSLHandshakeException("fatal alert: bad")),
            "ssl.keystore.location"),
        Arguments.of(
            new SslAuthenticationException("x", new CertPathBuilderException("no path")),
            "a certificate that is not trusted here: give its authority with ssl.truststore"),
        Arguments.of(
            new TopicAuthorizationException("no", Set.of("digits.labels", "digits.images")),
            "does not give this user the right Read on topic digits.images," + " digits.labels"),
        Arguments.of(
            GroupAuthorizationException.forGroupId("digits-scorer"), "Read on group digits-scorer"),
        Arguments.of(
            new KafkaException(
                "Unexpected error in TxnOffsetCommitResponse: Topic authorization failed."),
            "does not give this user the right Read on the topic that it reads (Unexpected"),
        Arguments.of(new TransactionalIdAuthorizationException("no"), "on its transactional id"),
        Arguments.of(new ClusterAuthorizationException("no"), "on the cluster"),
        Arguments.of(new ConfigException("retries", "x", "no number"), "check --command-config"),
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

  @Test
  void whatWasAskedFor_standsBeforeTheReason() {
    assertThat(ClientFailure.of("Topic x can't be read", new TimeoutException("in 8 s")))
        .hasMessage(
            "Topic x can't be read. The cluster has not answered for too long (in 8 s): start again"
                + " when it does.");
    assertThat(ClientFailure.of("Topic x can't be read", new KafkaException("odd")))
        .hasMessage("Topic x can't be read (odd): check --bootstrap-server and --command-config.");
  }
}
