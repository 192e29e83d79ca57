package dev.thalweg.cli.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a registry over HTTP whether it serves. */
final class RegistryProbe {
  private static final int CONNECT_MS_MAX = 500;
  private static final int ANSWER_MS_MAX = 5_000;

  private RegistryProbe() {}

  static String url(int port) {
    return "http://" + Ports.HOST + ":" + port + "/apis/ccompat/v7";
  }

  /** Whether the list of subjects is served: that takes the whole way down to its storage. */
  static boolean answers(String url) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url + "/subjects").toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MS_MAX);
      connection.setReadTimeout(ANSWER_MS_MAX);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        return false;
      }
      try (InputStream body = connection.getInputStream()) {
        body.readAllBytes();
      }
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
