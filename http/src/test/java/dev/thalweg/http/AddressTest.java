package dev.thalweg.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address that a server prints is one that a browser takes. */
class AddressTest {
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private static TestServer listening(String host) {
    return new TestServer(HttpConfig.plain(host, 0, false), HttpClient.newHttpClient());
  }

  private static boolean isIpv6There() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK_6))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::1, [::1]",
    "[::1], [::1]",
    "0:0:0:0:0:0:0:1, [0:0:0:0:0:0:0:1]",
    "::1%lo, [::1%25lo]",
    "localhost, localhost",
    "127.0.0.1, 127.0.0.1"
  })
  void address_isAUrlInAnyNotationOfItsHost(String host, String shown) {
    assumeTrue(host.indexOf(':') < 0 || isIpv6There(), "This machine has no IPv6");
    try (TestServer server = listening(host)) {
      String port = ":" + server.address().getPort();
      assertThat(server.address().toString()).isEqualTo("http://" + shown + port);
      if (!host.contains("%")) { // which a browser does not take
        assertThat(server.get(TestServer.HERE).body()).isEqualTo("here");
      }
    }
  }

  @Test
  void address_hasTheDigitsOfUrls_inEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try (TestServer server = listening("127.0.0.1")) {
      assertThat(server.address().toString()).matches("http://127\\.0\\.0\\.1:[0-9]+");
    } finally {
      Locale.setDefault(before);
    }
  }
}
