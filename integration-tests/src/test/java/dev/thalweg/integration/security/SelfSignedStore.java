package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** A key store of localhost, which is its own trust store. */
final class SelfSignedStore {
  /** Rounds of hashing; by default 10,000, and every client that is made goes through them. */
  private static final int ITERATIONS = 100;

  private SelfSignedStore() {}

  /** Makes one, of the type PKCS12. */
  static Path in(Path folder, String password) throws IOException, InterruptedException {
    Path store = folder.resolve("localhost.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                iterations("cert"),
                iterations("key"),
                iterations("mac"),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return store;
  }

  private static String iterations(String what) {
    String property = what.equals("mac") ? "macIterationCount" : what + "PbeIterationCount";
    return "-J-Dkeystore.pkcs12." + property + "=" + ITERATIONS;
  }
}
