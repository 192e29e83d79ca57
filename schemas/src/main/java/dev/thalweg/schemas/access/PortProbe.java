package dev.thalweg.schemas.access;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks a port what it speaks, to say why somebody was not understood; nothing secret is sent. */
final class PortProbe {
  private static final int TIMEOUT_MS = 2_000;
  private static final String HTTP = "HTTP/";

  private PortProbe() {}

  static boolean speaksTls(String host, int port) {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
      plain.setSoTimeout(TIMEOUT_MS);
      try (SSLSocket socket =
          (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
        return true;
      } catch (SSLException e) {
        // An alert is an answer in TLS; what is none is "unrecognized".
        return String.valueOf(e.getMessage()).contains("fatal alert");
      }
    } catch (IOException | GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether it answers a request in plain HTTP, of whatever it serves. */
  static boolean speaksHttp(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      String request = "GET / HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(HTTP.length());
      return HTTP.equals(new String(start, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AnyCertificate()}, null);
    return context;
  }

  /** Whom it speaks with does not matter here. */
  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
