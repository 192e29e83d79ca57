package dev.thalweg.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final char[] SECRET = "changeit".toCharArray();

  @TempDir static Path folder;
  private static final Map<String, KeyStore> PAIRS = new HashMap<>();

  @BeforeAll
  static void makePairs() throws Exception {
    for (String algorithm : new String[] {"EC", "RSA", "Ed25519"}) {
      PAIRS.put(algorithm, pair(algorithm));
    }
  }

  /** A self-signed pair, made by the JDK's own tool. */
  private static KeyStore pair(String algorithm) throws Exception {
    Path store = folder.resolve(algorithm + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "service",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(SECRET))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, SECRET);
    }
    write(algorithm + ".crt", "CERTIFICATE", loaded.getCertificate("service").getEncoded());
    write(algorithm + ".key", "PRIVATE KEY", loaded.getKey("service", SECRET).getEncoded());
    return loaded;
  }

  private static Path write(String name, String type, byte[] der) throws Exception {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
  }

  private static TlsIdentity identity(String certificate, String key) {
    return TlsIdentity.read(folder.resolve(certificate), folder.resolve(key));
  }

  private static HttpClient trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("service", store.getCertificate("service"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void pemFiles_makeItHttps(String algorithm) throws Exception {
    // Given
    KeyStore store = PAIRS.get(algorithm);
    HttpConfig config =
        new HttpConfig(
            "127.0.0.1",
            0,
            false,
            Optional.empty(),
            Optional.of(identity(algorithm + ".crt", algorithm + ".key")),
            HttpLimits.DEFAULT);

    try (TestServer server = new TestServer(config, trusting(store));
        RawConnection plain = new RawConnection(server.address())) {
      // When, then
      assertThat(server.address()).hasScheme("https");
      assertThat(server.get("/here").statusCode()).isEqualTo(200);
      plain.send("GET /here HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(plain.read().status()).isNotEqualTo(200);
      assertThat(server.get("/here").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void filesThatAreNoPair_areSentences() throws Exception {
    // Given
    Files.writeString(folder.resolve("empty"), "");
    write("old.key", "RSA PRIVATE KEY", new byte[3]);
    write("broken.key", "PRIVATE KEY", new byte[3]);
    String[][] wrong = {
      {"EC.crt", "RSA.key", "not that of the certificate"},
      {"EC.crt", "old.key", "openssl pkcs8"},
      {"EC.crt", "broken.key", "not that of the certificate"},
      {"EC.crt", "none", "can't be read"},
      {"none", "EC.key", "can't be read"},
      {"empty", "EC.key", "certificate"},
      {"EC.key", "EC.key", "certificate"},
    };
    for (String[] files : wrong) {
      // When, then
      assertThatThrownBy(() -> identity(files[0], files[1]))
          .as(files[0] + ", " + files[1])
          .isInstanceOf(UserException.class)
          .hasMessageContaining(files[2]);
    }
  }
}
