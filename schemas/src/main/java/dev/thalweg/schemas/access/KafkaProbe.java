package dev.thalweg.schemas.access;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** Speaks a little of Kafka's protocol in plain text, to say why a client was not understood. */
final class KafkaProbe {
  private static final int TIMEOUT_MS = 2_000;
  private static final short API_VERSIONS = 18;
  private static final short METADATA = 3;
  private static final int REQUEST_BYTES = 10;

  /** What a port does. */
  enum Port {
    UNKNOWN_HOST,
    CLOSED,
    /** Not Kafka's protocol in plain text, at least not in time. */
    SILENT,
    /** Kafka, which ends the talk where nobody has logged in. */
    WANTS_LOGIN,
    ANSWERS
  }

  private KafkaProbe() {}

  static Port ask(String host, int port) {
    boolean understood = false;
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        return Port.UNKNOWN_HOST;
      }
      try {
        socket.connect(address, TIMEOUT_MS);
      } catch (UnknownHostException e) {
        return Port.UNKNOWN_HOST;
      } catch (IOException e) {
        return Port.CLOSED;
      }
      socket.setSoTimeout(TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      request(out, API_VERSIONS, 0);
      understood = isAnswered(in, API_VERSIONS);
      if (!understood) {
        return Port.SILENT;
      }
      request(out, METADATA, Integer.BYTES);
      out.writeInt(0); // of no topic
      out.flush();
      return isAnswered(in, METADATA) ? Port.ANSWERS : Port.WANTS_LOGIN;
    } catch (IOException e) {
      return understood ? Port.WANTS_LOGIN : Port.SILENT;
    }
  }

  private static void request(DataOutputStream out, short api, int bodyBytes) throws IOException {
    out.writeInt(REQUEST_BYTES + bodyBytes);
    out.writeShort(api);
    out.writeShort(api == METADATA ? 1 : 0);
    out.writeInt(api); // tells the answers apart
    out.writeShort(-1); // no client id
    out.flush();
  }

  private static boolean isAnswered(DataInputStream in, int correlation) throws IOException {
    int bytes = in.readInt();
    if (bytes < Integer.BYTES || bytes > 1 << 20 || in.readInt() != correlation) {
      return false;
    }
    return in.readNBytes(bytes - Integer.BYTES).length == bytes - Integer.BYTES;
  }
}
