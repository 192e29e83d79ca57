package dev.thalweg.schemas.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;

/** What a broker's answer, or none, means to the person who can mend it: a sentence each. */
public final class BrokerAnswer {
  /** Of offsets in a transaction the client says it in a text alone, without the topic. */
  private static final String UNAUTHORIZED_IN_TRANSACTION =
      "Unexpected error in TxnOffsetCommitResponse: " + Errors.TOPIC_AUTHORIZATION_FAILED.message();

  private static final int CAUSES_MAX = 8;

  private final String bootstrapServer;
  private final String protocol;
  private final Secrets secrets;

  private BrokerAnswer(String bootstrapServer, String protocol, Secrets secrets) {
    this.bootstrapServer = bootstrapServer;
    this.protocol = protocol;
    this.secrets = secrets;
  }

  /** For somebody who has just tried to connect. */
  public static BrokerAnswer ofConnecting(
      String bootstrapServer, Map<String, String> properties, Secrets secrets) {
    String protocol = properties.getOrDefault("security.protocol", "PLAINTEXT").strip();
    return new BrokerAnswer(bootstrapServer, protocol.toUpperCase(Locale.ROOT), secrets);
  }

  /**
   * Why there is no connection.
   *
   * @param mayPass whether it may be there later, by itself
   */
  public record Why(String sentence, boolean mayPass) {}

  /**
   * Why there is no connection; a port that takes connections is asked what it speaks.
   *
   * @param hasAnswered whether there was one: then it speaks as it is spoken to, whatever a
   *     connection that is cut looks like
   */
  public Why why(Throwable failure, boolean hasAnswered) {
    Optional<String> refused = refusal(failure, "The cluster at " + bootstrapServer);
    if (refused.isPresent()) {
      return lasting(secrets.in(refused.get()));
    }
    Why why = whyNoAnswer();
    return hasAnswered ? passing(why.sentence()) : why;
  }

  private Why whyNoAnswer() {
    List<String> unknown = new ArrayList<>();
    for (String server : bootstrapServer.split(",", -1)) {
      String address = server.strip();
      String host = Utils.getHost(address);
      Optional<Why> why =
          host == null // the client has refused an address that is none
              ? Optional.empty()
              : why(address, host, Utils.getPort(address), unknown);
      if (why.isPresent()) {
        return why.get();
      }
    }
    return passing(
        unknown.isEmpty()
            ? "No Kafka broker answers at %s: start one, or give its address with --bootstrap-server."
                .formatted(bootstrapServer)
            : "No Kafka broker answers at %s, as there is no host %s: give an address with --bootstrap-server."
                .formatted(bootstrapServer, String.join(", ", unknown)));
  }

  private static Why passing(String sentence) {
    return new Why(sentence, true);
  }

  private static Why lasting(String sentence) {
    return new Why(sentence, false);
  }

  /** Empty where nothing takes a connection. */
  private Optional<Why> why(String address, String host, int port, List<String> unknown) {
    KafkaProbe.Port plain = KafkaProbe.ask(host, port);
    boolean tls = protocol.endsWith("SSL");
    return switch (plain) {
      case UNKNOWN_HOST -> {
        unknown.add(host);
        yield Optional.empty();
      }
      case CLOSED -> Optional.empty();
      case ANSWERS, WANTS_LOGIN -> {
        boolean login = plain == KafkaProbe.Port.WANTS_LOGIN;
        if (tls) {
          yield Optional.of(
              lasting(
                  "The broker at %s speaks no TLS, but security.protocol is %s: set %s in"
                          .formatted(address, protocol, login ? "SASL_PLAINTEXT" : "PLAINTEXT")
                      + " --command-config, or give the port that does."));
        }
        // It may answer as a broker that has just started, and does not know itself as yet.
        yield Optional.of(
            login && !protocol.startsWith("SASL")
                ? lasting(
                    "The broker at %s wants a login: set security.protocol=SASL_PLAINTEXT,"
                            .formatted(address)
                        + " sasl.mechanism and sasl.jaas.config in --command-config.")
                : passing(
                    "The broker at %s answers, but not where it says that the cluster is: check its"
                            .formatted(address)
                        + " advertised.listeners."));
      }
      case SILENT ->
          Optional.of(
              !tls && PortProbe.speaksTls(host, port)
                  ? lasting(
                      "The broker at %s speaks TLS, but security.protocol is %s: set %s in"
                              .formatted(
                                  address,
                                  protocol,
                                  protocol.startsWith("SASL") ? "SASL_SSL" : "SSL or SASL_SSL")
                          + " --command-config.")
                  : passing(
                      "Something takes connections at %s, but does not answer as a Kafka broker:"
                              .formatted(address)
                          + " check --bootstrap-server, or wait until it has started."));
    };
  }

  /**
   * Why a cluster does not let somebody in or do something, if that is why.
   *
   * @param who begins the sentence: "The cluster at HOST:PORT"
   */
  public static Optional<String> refusal(Throwable failure, String who) {
    return refusal(failure, who, right(failure));
  }

  /** The same of somebody who was writing. */
  public static Optional<String> notWritable(Throwable failure, String who) {
    return refusal(failure, who, "Write");
  }

  /** Whether a client has waited for an answer in vain. */
  public static boolean isTimeout(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (cause instanceof TimeoutException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static Optional<String> refusal(Throwable failure, String who, String right) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (cause instanceof AuthenticationException) {
        return Optional.of(notAuthenticated((AuthenticationException) cause, who));
      }
      if (cause instanceof AuthorizationException) {
        return Optional.of(notAuthorized((AuthorizationException) cause, who, right));
      }
      if (UNAUTHORIZED_IN_TRANSACTION.equals(cause.getMessage())) {
        return Optional.of(
            "%s does not give this user the right Read on the topic that it reads (%s): add an ACL for it."
                .formatted(who, cause.getMessage()));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static String notAuthenticated(AuthenticationException failure, String who) {
    String message = failure.getMessage();
    if (failure instanceof SslAuthenticationException) {
      if (CertificateFailure.isPlaintext(failure)) {
        return who + " speaks no TLS on this port: check security.protocol in --command-config.";
      }
      return who
          + " "
          + CertificateFailure.of(failure, "")
              .orElse(
                  "could not agree on TLS (%s): check ssl.* in --command-config."
                      .formatted(message));
    }
    if (failure instanceof UnsupportedSaslMechanismException) {
      return "%s does not take this kind of login (%s): check sasl.mechanism in --command-config."
          .formatted(who, message);
    }
    if (failure instanceof IllegalSaslStateException) {
      return "%s takes no login on this port (%s): check security.protocol in --command-config."
          .formatted(who, message);
    }
    return "%s does not accept the login (%s): check user and password in sasl.jaas.config."
        .formatted(who, message);
  }

  private static String notAuthorized(AuthorizationException failure, String who, String right) {
    String missing;
    if (failure instanceof TopicAuthorizationException topic
        && !topic.unauthorizedTopics().isEmpty()) {
      missing = "%s on topic %s".formatted(right, names(topic.unauthorizedTopics()));
    } else if (failure instanceof GroupAuthorizationException group && group.groupId() != null) {
      missing = "Read on group " + group.groupId();
    } else if (failure instanceof TransactionalIdAuthorizationException) {
      missing = "Write on its transactional id";
    } else if (failure instanceof ClusterAuthorizationException) {
      missing = "IdempotentWrite on the cluster, or Write on any topic";
    } else {
      return "%s refuses something to this user (%s): check the ACLs."
          .formatted(who, failure.getMessage());
    }
    return "%s does not give this user the right %s (%s): add an ACL for it."
        .formatted(who, missing, failure.getMessage());
  }

  private static String names(Set<String> topics) {
    return String.join(", ", topics.stream().sorted().toList());
  }

  /**
   * The client does not say what it wanted to do. Kafka's failures have no stack trace, but what
   * wraps them has; one that is thrown as it is comes from a consumer, as a producer's are wrapped
   * or handed to a callback.
   */
  private static String right(Throwable failure) {
    Throwable wrapper = failure;
    for (int i = 0; i < CAUSES_MAX && wrapper != null; i++) {
      for (StackTraceElement frame : wrapper.getStackTrace()) {
        String type = frame.getClassName();
        if (type.startsWith("org.apache.kafka.clients.producer.")
            || type.endsWith(".RecordCollectorImpl")) {
          return "Write";
        }
        if (type.endsWith(".InternalTopicManager")) {
          return "Create, Read, Write and Delete";
        }
      }
      wrapper = wrapper.getCause();
    }
    return "Read";
  }
}
