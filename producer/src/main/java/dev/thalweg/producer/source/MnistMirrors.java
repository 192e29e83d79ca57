package dev.thalweg.producer.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Fetches MNIST's four files into a directory from the first mirror that has them. Each file is
 * checked (size limit, SHA-256 of its content) in memory before it is moved into place, so the
 * directory never holds a file that is not MNIST's.
 */
final class MnistMirrors {
  static final List<URI> PUBLIC =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private static final int FILE_BYTES_MAX = 32 << 20;

  private final List<URI> mirrors;
  private final Duration connectTimeout;
  private final Duration fileTimeout;

  /**
   * @param connectTimeout until a mirror begins to answer; being offline costs at most this per
   *     mirror
   * @param fileTimeout for one whole file, of which the largest has 10 MB
   */
  MnistMirrors(List<URI> mirrors, Duration connectTimeout, Duration fileTimeout) {
    this.mirrors = List.copyOf(mirrors);
    this.connectTimeout = connectTimeout;
    this.fileTimeout = fileTimeout;
  }

  static MnistMirrors standard() {
    return new MnistMirrors(PUBLIC, Duration.ofSeconds(4), Duration.ofMinutes(2));
  }

  /**
   * Fetches what is missing or damaged in a directory.
   *
   * @param notes receives a sentence per mirror that failed
   * @return whether all four files are there now
   */
  boolean fetchInto(Path directory, List<String> notes) {
    for (URI mirror : mirrors) {
      try {
        fetchAll(mirror, directory);
        return true;
      } catch (IOException e) {
        notes.add("%s: %s".formatted(mirror, reason(e)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        notes.add(mirror + ": interrupted");
        return false;
      }
    }
    return false;
  }

  private void fetchAll(URI mirror, Path directory) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    for (MnistFile file : MnistFile.values()) {
      byte[] packed = fetch(client, mirror.resolve(file.gzipName()));
      verify(file, packed);
      store(directory, file, packed);
    }
  }

  private byte[] fetch(HttpClient client, URI uri) throws IOException, InterruptedException {
    // The request's timeout runs until the head of the answer; the future's bounds the body too,
    // and a name server that never answers.
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(connectTimeout).build();
    Body body = new Body();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(
            request,
            head ->
                head.statusCode() == 200
                    ? BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(body::add))
                        .apply(head)
                    : HttpResponse.BodySubscribers.replacing(null));
    try {
      int status = answer.get(fileTimeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != 200) {
        throw new IOException("answered %d to %s".formatted(status, uri));
      }
      return body.bytes();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s did not arrive within %d s".formatted(uri, fileTimeout.toSeconds()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void verify(MnistFile file, byte[] packed) throws IOException {
    byte[] content;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      content = in.readNBytes(file.contentBytes() + 1);
    } catch (IOException e) {
      throw new IOException(file.gzipName() + " arrived damaged (" + e.getMessage() + ")", e);
    }
    String sha256 = HexFormat.of().formatHex(IdxFile.newSha256().digest(content));
    if (!file.isContent(sha256)) {
      throw new IOException(
          "%s arrived with other content than MNIST's (SHA-256 %s)"
              .formatted(file.gzipName(), sha256));
    }
  }

  private static void store(Path directory, MnistFile file, byte[] packed) throws IOException {
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, file.gzipName(), ".part");
    try {
      Files.write(part, packed);
      Files.move(
          part,
          directory.resolve(file.gzipName()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof ConnectException) {
      return e.getCause() instanceof UnknownHostException
              || e.getCause() instanceof UnresolvedAddressException
          ? "the host is unknown"
          : "no connection";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** What has arrived; written by the client's thread, read when the answer is complete. */
  private static final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);

    synchronized void add(byte[] part) {
      if (bytes.size() + part.length > FILE_BYTES_MAX) {
        throw new IllegalStateException("sent more than %d MB".formatted(FILE_BYTES_MAX >> 20));
      }
      bytes.writeBytes(part);
    }

    synchronized byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
