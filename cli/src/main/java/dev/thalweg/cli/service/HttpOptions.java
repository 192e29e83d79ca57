package dev.thalweg.cli.service;

import dev.thalweg.http.AccessToken;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.TlsIdentity;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.http.ScoringConfig;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether, where and for whom a scorer answers over HTTP. */
final class HttpOptions {
  @Option(
      names = "--no-http",
      fallbackValue = "true",
      description = "Score the topic only, without an HTTP service and without metrics.")
  boolean off;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description = "The address to answer HTTP on (default: ${DEFAULT-VALUE}).")
  String host = HttpConfig.LOOPBACK;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Its port; 0 means any (default: "
              + ScoringConfig.PORT_DEFAULT
              + ", or a free one if it is taken).")
  Integer port;

  @Option(
      names = "--http-token-file",
      paramLabel = "FILE",
      description = "A file with a token that every client has to send, as a bearer token.")
  Path tokenFile;

  @Option(
      names = "--http-tls-certificate-file",
      paramLabel = "FILE",
      description = "A certificate chain as PEM: HTTPS only.")
  Path certificateFile;

  @Option(
      names = "--http-tls-key-file",
      paramLabel = "FILE",
      description = "The certificate's key as PEM: PKCS#8, without a password.")
  Path keyFile;

  @Option(
      names = "--http-max-body",
      paramLabel = "BYTES",
      description = "Most bytes in a request's body (default: ${DEFAULT-VALUE}).")
  int bodyBytesMax = HttpLimits.DEFAULT.bodyBytesMax();

  @Option(
      names = "--http-queue",
      paramLabel = "N",
      description =
          "Most examples that may wait to be scored; requests beyond that are told to try"
              + " again (default: ${DEFAULT-VALUE}).")
  int queuedExamplesMax = ExampleLimits.DEFAULT.queuedMax();

  @Option(
      names = "--http-timeout-ms",
      paramLabel = "MS",
      description = "How long a request may take (default: ${DEFAULT-VALUE}).")
  long timeoutMs = HttpLimits.DEFAULT.requestTimeout().toMillis();

  /** Empty when there is to be no service. */
  Optional<ScoringConfig> config(String softwareVersion) {
    if (off) {
      return Optional.empty();
    }
    return Optional.of(
        new ScoringConfig(
            new HttpConfig(
                host,
                port == null ? ScoringConfig.PORT_DEFAULT : port,
                port == null,
                Optional.ofNullable(tokenFile).map(AccessToken::read),
                tls(),
                limits()),
            ExampleLimits.DEFAULT.withQueuedMax(queuedExamplesMax),
            softwareVersion));
  }

  private HttpLimits limits() {
    HttpLimits defaults = HttpLimits.DEFAULT;
    return defaults
        .withBodyBytesMax(bodyBytesMax)
        .withTimeouts(
            Duration.ofMillis(timeoutMs), defaults.idleTimeout(), defaults.drainTimeout());
  }

  private Optional<TlsIdentity> tls() {
    if ((certificateFile == null) != (keyFile == null)) {
      throw new UserException(
          "Give both --http-tls-certificate-file and --http-tls-key-file, or neither.");
    }
    return certificateFile == null
        ? Optional.empty()
        : Optional.of(TlsIdentity.read(certificateFile, keyFile));
  }
}
