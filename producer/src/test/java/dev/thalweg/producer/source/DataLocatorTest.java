package dev.thalweg.producer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataLocatorTest {
  @TempDir Path temp;

  private final List<String> log = new ArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();

  @AfterEach
  void stopServers() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void namedDirectory_isReadWhateverItsNamesAreLike() throws IOException {
    // Given
    IdxBytes.dataSet(temp, 28, 28);
    Files.move(temp.resolve("t10k-labels-idx1-ubyte"), temp.resolve("t10k-labels.idx1-ubyte"));

    // When
    DataSet data = locator().find(SourceKind.MNIST, Optional.of(temp));

    // Then
    assertThat(data.train().size()).isEqualTo(3);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.train().description())
        .startsWith("training examples from")
        .contains("not MNIST");
    assertThat(data.notes()).isEmpty();
    assertThat(data.split(Split.TEST)).isSameAs(data.test());
  }

  @Test
  void namedDirectory_mayUseEmnistsNames() {
    IdxBytes.write(temp, "emnist-x-train-images-idx3-ubyte", IdxBytes.images(1, 28, 28));
    IdxBytes.write(temp, "emnist-x-train-labels-idx1-ubyte", IdxBytes.labels(26));
    IdxBytes.write(temp, "emnist-x-test-images-idx3-ubyte", IdxBytes.images(2, 28, 28));
    IdxBytes.write(temp, "emnist-x-test-labels-idx1-ubyte", IdxBytes.labels(1, 2));

    DataSet data = locator().find(SourceKind.MNIST, Optional.of(temp));

    assertThat(data.test().size()).isEqualTo(2);
    assertThatThrownBy(() -> data.requireClasses(10)).hasMessageContaining("--classes 27");
  }

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
        + " t10k-labels-idx1-ubyte",
    "train-images.idx3-ubyte, train-labels.idx1-ubyte, test-images.idx3-ubyte,"
        + " test-labels.idx1-ubyte",
    "train-examples-idx2-float, train-labels-idx1-int, test-examples-idx2-float,"
        + " test-labels-idx1-int",
    "train_examples-idx4-ubyte, train_labels-idx2-int, t10k_images-idx4-ubyte,"
        + " t10k_labels-idx2-int",
    "sea_train.images.idx, sea_train.labels.idx, sea_test.examples.idx, sea_test.labels.idx",
  })
  void namedDirectory_mayUseOtherNamesForItsFourFiles(
      String train, String trainLabels, String test, String testLabels) {
    IdxBytes.write(temp, train, IdxBytes.images(1, 4, 5));
    IdxBytes.write(temp, trainLabels + ".gz", IdxBytes.gzip(IdxBytes.labels(2)));
    IdxBytes.write(temp, test + ".gz", IdxBytes.gzip(IdxBytes.images(2, 4, 5)));
    IdxBytes.write(temp, testLabels, IdxBytes.labels(1, 2));
    IdxBytes.write(temp, "readme.txt", new byte[3]);

    DataSet data = locator().find(SourceKind.IDX, Optional.of(temp));

    assertThat(data.train().size()).isEqualTo(1);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.format()).hasToString("4x5 UINT8");
  }

  @Test
  void labelsOfSeveralColumns_areNotedOfBothSplits() {
    double[] rows = {1, 7, 2, 8};
    IdxBytes.write(temp, "train-images-idx3-ubyte", IdxBytes.images(2, 4, 5));
    IdxBytes.write(temp, "train-labels-idx2-int", IdxBytes.numbers("int32", rows, 2, 2));
    IdxBytes.write(temp, "test-images-idx3-ubyte", IdxBytes.images(2, 4, 5));
    IdxBytes.write(temp, "test-labels-idx2-int", IdxBytes.numbers("int32", rows, 2, 2));

    DataSet data = locator().find(SourceKind.IDX, Optional.of(temp));

    assertThat(data.notes()).hasSize(2);
    assertThat(data.notes().get(0)).contains("train-labels-idx2-int has 2 columns");
    assertThat(data.notes().get(1)).contains("test-labels-idx2-int has 2 columns");
  }

  @Test
  void idx_needsADirectory() {
    assertThatThrownBy(() -> locator().find(SourceKind.IDX, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--data DIR");
  }

  @Test
  void namedDirectory_withTwoDataSetsIsRefused() {
    IdxBytes.write(temp, "a-train-images-idx3-ubyte", IdxBytes.images(1, 28, 28));
    IdxBytes.write(temp, "b-train-images-idx3-ubyte", IdxBytes.images(1, 28, 28));

    assertThatThrownBy(() -> locator().find(SourceKind.MNIST, Optional.of(temp)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("several data sets");
  }

  @Test
  void namedDirectory_thatIsMissingOrEmptyIsAnErrorAndNeverAFallback() throws IOException {
    assertThatThrownBy(() -> locator().find(SourceKind.MNIST, Optional.of(temp.resolve("nowhere"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not exist");
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> locator().find(SourceKind.MNIST, Optional.of(file)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not a directory but an empty file");
    Files.delete(file);
    assertThatThrownBy(() -> locator().find(SourceKind.MNIST, Optional.of(temp)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no train-images-idx3-ubyte.gz in " + temp)
        .hasMessageContaining("others with names like theirs (train-examples-idx2-float, ");
  }

  @Test
  void digits_needNothingAndRefuseADirectory() {
    DataSet data = locator().find(SourceKind.DIGITS, Optional.empty());

    assertThat(data.train().name()).isEqualTo("digits");
    assertThat(data.notes()).isEmpty();
    assertThatThrownBy(() -> locator().find(SourceKind.DIGITS, Optional.of(temp)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--data");
  }

  @Test
  void failedMirrors_eachGiveTheirReasonAndDigitsAreDrawn() throws IOException {
    // Given
    URI missing = serve(Map.of());
    byte[] foreign = IdxBytes.gzip(IdxBytes.images(1, 28, 28));
    URI wrong = serve(Map.of("/train-images-idx3-ubyte.gz", foreign));
    URI damaged = serve(Map.of("/train-images-idx3-ubyte.gz", new byte[100]));
    URI huge = serve(Map.of("/train-images-idx3-ubyte.gz", new byte[33 << 20]));
    URI unreachable = URI.create("http://127.0.0.1:" + freePort() + "/");

    // When
    DataSet data =
        locator(missing, wrong, damaged, huge, unreachable)
            .find(SourceKind.MNIST, Optional.empty());

    // Then
    assertThat(data.train().name()).isEqualTo("digits");
    assertThat(data.notes()).hasSize(1);
    assertThat(data.notes().get(0))
        .contains("nothing in the cache")
        .contains(missing + ": answered 404")
        .contains(wrong + ": train-images-idx3-ubyte.gz arrived with other content than MNIST's")
        .contains(damaged + ": train-images-idx3-ubyte.gz arrived damaged")
        .contains(huge + ": sent more than 32 MB")
        .contains(unreachable + ": no connection")
        .contains("--data DIR");
    assertThat(log).hasSize(1).first().asString().startsWith("Downloading MNIST");
    assertThat(cache()).as("nothing unverified reaches the cache").doesNotExist();
  }

  @Test
  void mirror_thatNeverAnswersIsGivenUp() throws IOException {
    // Given: connections are taken by the backlog, and nobody reads them.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

      // When
      DataSet data = locator(uri).find(SourceKind.MNIST, Optional.empty());

      // Then
      assertThat(data.notes().get(0)).contains("no answer in time");
    }
  }

  @Test
  void cache_ofOtherFilesIsNotMistakenForMnist() throws IOException {
    Files.createDirectories(cache());
    IdxBytes.dataSet(cache(), 28, 28);

    DataSet data = locator().find(SourceKind.MNIST, Optional.empty());

    assertThat(data.train().name()).isEqualTo("digits");
    assertThat(data.notes().get(0)).contains("are not MNIST's");
  }

  @Test
  void cacheDirectory_followsXdg() {
    Path home = temp.resolve("home");

    assertThat(DataLocator.cacheDirectory(Map.of(), home))
        .isEqualTo(home.resolve(".cache/thalweg/mnist"));
    assertThat(DataLocator.cacheDirectory(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(home.resolve(".cache/thalweg/mnist"));
    assertThat(DataLocator.cacheDirectory(Map.of("XDG_CACHE_HOME", temp.toString()), home))
        .isEqualTo(temp.resolve("thalweg/mnist"));
  }

  @Test
  void mnist_isVerifiedPackedAndUnpacked() throws IOException {
    Path mnist = mnist();
    // Given: one split as it is, the other one unpacked
    for (MnistFile file : MnistFile.values()) {
      Path packed = mnist.resolve(file.gzipName());
      if (file.name().startsWith("TEST")) {
        IdxFile content =
            file.name().endsWith("IMAGES") ? IdxFile.examples(packed) : IdxFile.labels(packed);
        int magic = 0x0800 | content.dimensions().length;
        IdxBytes.write(
            temp,
            file.gzipName().replace(".gz", ""),
            IdxBytes.idx(magic, content.values(), content.dimensions()));
      } else {
        Files.copy(packed, temp.resolve(file.gzipName()));
      }
    }

    // When
    DataSet data = locator().find(SourceKind.MNIST, Optional.of(temp));

    // Then
    assertThat(data.train().name()).isEqualTo("mnist");
    assertThat(data.test().name()).isEqualTo("mnist");
    assertThat(data.train().description())
        .isEqualTo("MNIST training images from %s (SHA-256 verified)", temp);
    assertThat(data.train().size()).isEqualTo(60_000);
    assertThat(data.test().size()).isEqualTo(10_000);
    assertThat(data.train().at(0).label()).isEqualTo(5);
    assertThat(data.test().at(0).label()).isEqualTo(7);
    assertThat(data.format()).hasToString("28x28 UINT8");
    data.requireClasses(10);
  }

  @Test
  void mnist_isDownloadedOnceThroughTheFirstMirrorThatHasIt() throws IOException {
    // Given
    Path mnist = mnist();
    Map<String, byte[]> files = new HashMap<>();
    for (MnistFile file : MnistFile.values()) {
      files.put("/" + file.gzipName(), Files.readAllBytes(mnist.resolve(file.gzipName())));
    }
    URI broken = serve(Map.of());
    URI good = serve(files);

    // When
    DataSet fetched = locator(broken, good).find(SourceKind.MNIST, Optional.empty());
    DataSet cached = locator().find(SourceKind.MNIST, Optional.empty());

    // Then
    assertThat(fetched.train().name()).isEqualTo("mnist");
    assertThat(cached.train().description()).contains(cache().toString());
    assertThat(cached.test().at(9_999).data()).isEqualTo(fetched.test().at(9_999).data());
    try (Stream<Path> left = Files.list(cache())) {
      assertThat(left).hasSize(4);
    }
  }

  private static Path mnist() {
    String directory = System.getenv("THALWEG_MNIST");
    assumeTrue(directory != null, "THALWEG_MNIST does not name the directory of MNIST's files");
    return Path.of(directory);
  }

  private Path cache() {
    return temp.resolve("cache");
  }

  private DataLocator locator(URI... mirrors) {
    return new DataLocator(
        cache(),
        new MnistMirrors(List.of(mirrors), Duration.ofSeconds(1), Duration.ofSeconds(20)),
        42,
        log::add);
  }

  private URI serve(Map<String, byte[]> files) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = files.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          if (body != null) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
