package dev.thalweg.http;

import dev.thalweg.schemas.UserException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where and for whom a server answers.
 *
 * @param host the address to listen on, such as 127.0.0.1 or ::1, which may stand in brackets
 * @param port 0 for any that is free
 * @param otherPortIfTaken whether any free port will do where this one is taken
 * @param token what clients have to send as a bearer token, if anything
 * @param tls with it the server speaks HTTPS only
 */
public record HttpConfig(
    String host,
    int port,
    boolean otherPortIfTaken,
    Optional<AccessToken> token,
    Optional<TlsIdentity> tls,
    HttpLimits limits) {
  public static final String LOOPBACK = "127.0.0.1";

  private static final int PORT_MAX = 65_535;

  public HttpConfig {
    host = host.strip().replaceFirst("^\\[(.*)]$", "$1");
    if (port < 0 || port > PORT_MAX) {
      throw new UserException(
          "Port %d is not possible: give 1 to %d, or 0 for any.".formatted(port, PORT_MAX));
    }
  }

  /** For anybody, without TLS, within the usual limits. */
  public static HttpConfig plain(String host, int port, boolean otherPortIfTaken) {
    return new HttpConfig(
        host, port, otherPortIfTaken, Optional.empty(), Optional.empty(), HttpLimits.DEFAULT);
  }

  /** Any free port of loopback, for anybody, without TLS. */
  public static HttpConfig onLoopback(HttpLimits limits) {
    return plain(LOOPBACK, 0, false).within(limits);
  }

  /** The same with other limits. */
  public HttpConfig within(HttpLimits other) {
    return new HttpConfig(host, port, otherPortIfTaken, token, tls, other);
  }

  /** Whether other machines can reach it. */
  public boolean isOpenToOthers() {
    try {
      return !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }
}
