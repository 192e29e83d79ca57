package dev.thalweg.schemas.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.NoRouteToHostException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** What a registry's answer, or none, means to the person who can mend it: a sentence each. */
public final class RegistryAnswer {
  /** Of the client: the body of an error is no JSON. */
  private static final int NO_JSON = 50005;

  private final RegistryAddress address;
  private final RegistrySettings settings;
  private final Secrets secrets;

  RegistryAnswer(RegistryAddress address, RegistrySettings settings, Secrets secrets) {
    this.address = address;
    this.settings = settings;
    this.secrets = secrets;
  }

  /** Whether something answers that is not Confluent's API, which may have another path. */
  public static boolean isOfAnotherApi(Exception failure) {
    return failure instanceof JsonProcessingException
        || (failure instanceof RestClientException answer
            && (answer.getStatus() == 404 || answer.getStatus() == 405));
  }

  /** Whether it may answer later by itself. */
  public boolean mayPass(Exception failure) {
    if (failure instanceof RestClientException answer) {
      return mayPass(answer.getStatus());
    }
    return isAbsent(failure) || lasting(failure).isEmpty();
  }

  /** Whether what an answer of this status says may pass by itself. */
  public static boolean mayPass(int status) {
    return status >= 500 || status == 429;
  }

  /** Nothing but the registry's own API answers, yet not here. */
  public String otherApi(Exception failure, List<String> triedPaths) {
    return "%s at %s, where Confluent's API should be, nor is it under %s: give its whole path with"
            .formatted(
                failure instanceof RestClientException answer
                    ? "There is nothing (%d)".formatted(answer.getStatus())
                    : "A web page answers",
                address,
                String.join(", ", triedPaths))
        + " --schema-registry.";
  }

  /**
   * Why a request has failed.
   *
   * @param asked what was asked for, as in "the schema of digits.samples"
   */
  public String sentence(Exception failure, String asked) {
    return failure instanceof RestClientException answer
        ? refusal(answer, asked)
        : missing(failure);
  }

  private String refusal(RestClientException answer, String asked) {
    return switch (answer.getStatus()) {
      case 401 ->
          "The registry at %s does not accept the login (401): check %s."
              .formatted(address, settings.loginToCheck());
      case 403 ->
          "The registry at %s does not give this user %s (403): give it the right, or check %s."
              .formatted(address, asked, settings.loginToCheck());
      case 407 ->
          "A proxy before the registry at %s asks for a login (407): use one that asks for none."
              .formatted(address);
      case 301, 302, 303, 307, 308 ->
          "The registry at %s has moved (%d): give its new URL with --schema-registry."
              .formatted(address, answer.getStatus());
      default -> {
        if (answer.getStatus() == 400 && isTlsExpected()) {
          yield httpsNeeded();
        }
        yield "The registry at %s answered %d to %s (%s)."
            .formatted(address, answer.getStatus(), asked, said(answer));
      }
    };
  }

  private String said(RestClientException answer) {
    return answer.getErrorCode() == NO_JSON
        ? "a page in place of JSON"
        : secrets.in(answer.getMessage());
  }

  private String missing(Exception failure) {
    return lasting(failure)
        .orElseGet(
            () ->
                "The schema registry at %s does not answer (%s): start it, or give its URL with"
                        .formatted(address, secrets.in(reason(failure)))
                    + " --schema-registry.");
  }

  /** What is there does not speak as it is spoken to. */
  private Optional<String> lasting(Exception failure) {
    if (failure instanceof JsonProcessingException) {
      return Optional.of(
          "A web page answers at %s in place of the registry: give the registry's own URL with"
                  .formatted(address)
              + " --schema-registry.");
    }
    Optional<String> certificate = CertificateFailure.of(failure, RegistrySettings.PREFIX);
    if (certificate.isPresent()) {
      return Optional.of("The registry at %s %s".formatted(address, certificate.get()));
    }
    if (CertificateFailure.isPlaintext(failure) || (!isAbsent(failure) && isHttpExpected())) {
      return Optional.of(
          "The registry at %s speaks no TLS: give its URL with http:// in place of https://."
              .formatted(address));
    }
    return !isAbsent(failure) && isTlsExpected() ? Optional.of(httpsNeeded()) : Optional.empty();
  }

  private static boolean isAbsent(Exception failure) {
    return failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException;
  }

  private static String reason(Exception failure) {
    return failure instanceof UnknownHostException
        ? "unknown host " + failure.getMessage()
        : failure.getMessage();
  }

  private String httpsNeeded() {
    return "The registry at %s speaks TLS: give its URL with https:// in place of http://."
        .formatted(address);
  }

  private boolean isTlsExpected() {
    return isAnyOf("http", PortProbe::speaksTls);
  }

  /** Such a server may wait for the rest of what it does not understand. */
  private boolean isHttpExpected() {
    return isAnyOf("https", PortProbe::speaksHttp);
  }

  private boolean isAnyOf(String scheme, BiPredicate<String, Integer> speaks) {
    for (String given : address.urls()) {
      try {
        URL url = new URL(given);
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        if (url.getProtocol().equals(scheme) && speaks.test(url.getHost(), port)) {
          return true;
        }
      } catch (MalformedURLException e) {
        // Not one that was asked.
      }
    }
    return false;
  }

  /**
   * What a provider of logins could not do, such as fetch a token.
   *
   * @param failure thrown by the registry's client before it asked
   */
  public String noLogin(RuntimeException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "There is no login for the registry at %s (%s): check %s."
        .formatted(address, secrets.in(String.valueOf(root.getMessage())), settings.loginToCheck());
  }
}
