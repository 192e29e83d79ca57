package dev.thalweg.schemas.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** What Kafka's clients would read otherwise than it was meant, of an address of a broker. */
public final class BootstrapAddress {
  private BootstrapAddress() {}

  /**
   * A sentence where an address of IPv6 has no port: of {@code ::1} Kafka takes the last 1 for it.
   *
   * @param bootstrapServers addresses with commas between
   */
  public static Optional<String> withoutPort(String bootstrapServers) {
    for (String server : bootstrapServers.split(",", -1)) {
      String host = Utils.getHost(server.strip());
      if (host != null && host.indexOf(':') >= 0 && !isIpv6(host.replaceFirst("%.*", ""))) {
        return Optional.of(
            "The broker's address %s has no port, or is none of IPv6: give [ADDRESS]:PORT."
                .formatted(server.strip()));
      }
    }
    return Optional.empty();
  }

  /** Nobody is asked for a name that stands in brackets. */
  private static boolean isIpv6(String host) {
    try {
      return InetAddress.getByName("[" + host + "]") != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
