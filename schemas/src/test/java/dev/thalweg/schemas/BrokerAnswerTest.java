package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeResponse;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way not to be let in by a broker says what it is; none answers where none does. */
@Execution(ExecutionMode.CONCURRENT) // most of them wait
class BrokerAnswerTest {
  private static final String NONE = "No Kafka broker answers";

  private static final Map<String, String> PLAIN_LOGIN =
      Map.of(
          "security.protocol",
          "SASL_PLAINTEXT",
          "sasl.mechanism",
          "PLAIN",
          "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"bob\""
              + " password=\"secret-9\";");

  @TempDir Path folder;

  private static AbstractThrowableAssert<?, ? extends Throwable> assertChecked(
      String server, Map<String, String> properties) {
    Map<String, String> impatient = new HashMap<>(properties);
    impatient.put("default.api.timeout.ms", "1500");
    Connection connection = new Connection(server, "http://localhost:9", impatient, true);
    return assertThatThrownBy(connection::checked)
        .isInstanceOf(UserException.class)
        .hasMessageNotContaining("secret-9")
        .hasMessageEndingWith(".");
  }

  @Test
  void portWithoutAnybody_isTheOnlyOneWithoutABroker() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertChecked("localhost:" + free, Map.of()).hasMessageStartingWith(NONE);
  }

  @Test
  void certificateThatIsNotTrusted_isToldWithTheSettingToGive() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "broker");
    try (ServerSocket server =
            certificate.context().getServerSocketFactory().createServerSocket(0);
        Broker broker = new Broker(server, false)) {
      assertChecked(broker.address(), Map.of("security.protocol", "SSL"))
          .hasMessageContaining("has a certificate that is not trusted here")
          .hasMessageContaining(" ssl.truststore.location");
    }
  }

  @Test
  void portThatSpeaksTls_isToldToSomebodyWhoDoesNot() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "broker");
    try (ServerSocket server =
            certificate.context().getServerSocketFactory().createServerSocket(0);
        Broker broker = new Broker(server, false)) {
      assertChecked(broker.address(), Map.of())
          .hasMessageContaining("speaks TLS, but security.protocol is PLAINTEXT: set SSL");
      assertChecked(broker.address(), PLAIN_LOGIN)
          .hasMessageContaining(
              "speaks TLS, but security.protocol is SASL_PLAINTEXT: set SASL_SSL");
    }
  }

  @Test
  void portThatSpeaksNoTls_isToldToSomebodyWhoDoes() throws Exception {
    try (Broker broker = new Broker(new ServerSocket(0), true)) {
      assertChecked(broker.address(), Map.of("security.protocol", "SSL"))
          .hasMessageContaining("speaks no TLS, but security.protocol is SSL: set SASL_PLAINTEXT");
    }
  }

  @Test
  void wrongPassword_isToldAsSuch() throws Exception {
    try (Broker broker = new Broker(new ServerSocket(0), true)) {
      assertChecked(broker.address(), PLAIN_LOGIN)
          .hasMessageContaining("does not accept the login (Invalid username or password)")
          .hasMessageContaining("sasl.jaas.config");
    }
  }

  @Test
  void loginThatIsMissing_isToldAsSuch() throws Exception {
    try (Broker broker = new Broker(new ServerSocket(0), true)) {
      assertChecked(broker.address(), Map.of())
          .hasMessageContaining("wants a login: set security.protocol=SASL_PLAINTEXT");
    }
  }

  @Test
  void somethingThatIsNoBroker_isNotNone() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      assertChecked("localhost:" + silent.getLocalPort(), Map.of())
          .hasMessageContaining("does not answer as a Kafka broker")
          .hasMessageNotContaining(NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:%d", "::1:%d", "0:0:0:0:0:0:0:1:%d", "PLAINTEXT://[::1]:%d"})
  void addressOfIpv6_isAskedInAnyNotation(String notation) throws Exception {
    byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
      String address = String.format(Locale.ROOT, notation, silent.getLocalPort());
      assertChecked(address, Map.of()).hasMessageContaining("does not answer as a Kafka broker");
    } catch (BindException e) {
      assumeTrue(false, "This machine has no IPv6");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "fe80::1", "localhost:9, fe80::1", "2001:db8:0:0:0:0:0:1"})
  void addressOfIpv6WithoutPort_isToldAsSuch(String address) {
    assertThatThrownBy(() -> new Connection(address, "http://localhost:9", Map.of(), true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(" has no port, or is none of IPv6: give [ADDRESS]:PORT.");
  }

  @Test
  void hostThatIsUnknown_isNamed() {
    // One that is known and not there: a client refuses a list of unknown hosts by itself.
    assertChecked("localhost:9,nowhere.invalid:1", Map.of())
        .hasMessageContaining("no host nowhere.invalid");
    assertChecked("nowhere.invalid:1", Map.of()).hasMessageContaining("--bootstrap-server");
  }

  /** As much of a broker as a client sees before it is let in; it lets nobody in. */
  private static final class Broker implements AutoCloseable {
    private final ServerSocket server;
    private final boolean talks;

    Broker(ServerSocket server, boolean talks) {
      this.server = server;
      this.talks = talks;
      Thread thread = new Thread(this::serve, "broker");
      thread.setDaemon(true);
      thread.start();
    }

    String address() {
      return "localhost:" + server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Thread thread = new Thread(() -> talk(socket), "broker-connection");
          thread.setDaemon(true);
          thread.start();
        } catch (IOException e) {
          return;
        }
      }
    }

    private void talk(Socket socket) {
      try (socket) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        while (true) {
          int bytes = in.readInt();
          if (!talks || bytes < 0 || bytes > 1 << 20) {
            return;
          }
          ByteBuffer request = ByteBuffer.wrap(in.readNBytes(bytes));
          RequestHeader header = RequestHeader.parse(request);
          AbstractResponse response = answer(header.apiKey());
          if (response == null) {
            return; // as a broker does to what comes before a login
          }
          ByteBuffer answer =
              RequestUtils.serialize(
                  header.toResponseHeader().data(),
                  header.toResponseHeader().headerVersion(),
                  response.data(),
                  header.apiVersion());
          out.writeInt(answer.remaining());
          out.write(answer.array(), answer.arrayOffset(), answer.remaining());
          out.flush();
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }

    private static AbstractResponse answer(ApiKeys api) {
      return switch (api) {
        case API_VERSIONS -> new ApiVersionsResponse(versions());
        case SASL_HANDSHAKE ->
            new SaslHandshakeResponse(
                new SaslHandshakeResponseData().setMechanisms(List.of("PLAIN")));
        case SASL_AUTHENTICATE ->
            new SaslAuthenticateResponse(
                new SaslAuthenticateResponseData()
                    .setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                    .setErrorMessage("Invalid username or password"));
        default -> null;
      };
    }

    private static ApiVersionsResponseData versions() {
      ApiVersionCollection known = new ApiVersionCollection();
      for (ApiKeys api : ApiKeys.clientApis()) {
        known.add(
            new ApiVersion()
                .setApiKey(api.id)
                .setMinVersion(api.oldestVersion())
                .setMaxVersion(api.latestVersion(false)));
      }
      return new ApiVersionsResponseData().setApiKeys(known);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
