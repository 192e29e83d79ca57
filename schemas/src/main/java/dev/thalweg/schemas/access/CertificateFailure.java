package dev.thalweg.schemas.access;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why two sides could not agree on TLS, and the setting that decides it. */
final class CertificateFailure {
  private static final int CAUSES_MAX = 12;

  private CertificateFailure() {}

  /**
   * The rest of a sentence that begins with whom it is about.
   *
   * @param prefix of the settings: empty for the broker's
   */
  static Optional<String> of(Throwable failure, String prefix) {
    Throwable cause = failure;
    boolean tls = false;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      tls |= cause instanceof SSLException;
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return Optional.of(
            "has a certificate that is not valid now (%s): renew it, or set this machine's clock."
                .formatted(message));
      }
      if (cause instanceof CertPathBuilderException
          || cause instanceof CertPathValidatorException
          || message.contains("the trustAnchors parameter must be non-empty")) {
        return Optional.of(
            ("has a certificate that is not trusted here: give its authority with"
                    + " %1$sssl.truststore.location (and .password, .type) in --command-config.")
                .formatted(prefix));
      }
      if (cause instanceof CertificateException && message.startsWith("No ")) {
        return Optional.of(
            ("has a certificate for another name (%s): use a host name that it names, or give"
                    + " it one of its own.")
                .formatted(message));
      }
      if (tls && message.contains("fatal alert: ")) {
        return Optional.of(
            ("ends the TLS handshake (%s): it may ask for a certificate of yours"
                    + " (%sssl.keystore.location in --command-config) or other protocols.")
                .formatted(message, prefix));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Whether TLS was answered by something else. */
  static boolean isPlaintext(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (String.valueOf(cause.getMessage()).contains("unrecognized SSL message")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
