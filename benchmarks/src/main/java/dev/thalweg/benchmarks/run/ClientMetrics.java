package dev.thalweg.benchmarks.run;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What Kafka's own metrics say of a client that runs in this process. */
public final class ClientMetrics {
  private ClientMetrics() {}

  /** Records that a consumer has handed over. */
  public static long recordsConsumed(String clientId) {
    return value("consumer-fetch-manager-metrics", clientId, "records-consumed-total");
  }

  /** Bytes that a consumer has received, those of records that it did not hand over included. */
  public static long bytesReceived(String clientId) {
    return value("consumer-metrics", clientId, "incoming-byte-total");
  }

  private static long value(String type, String clientId, String metric) {
    try {
      ObjectName name =
          new ObjectName("kafka.consumer:type=%s,client-id=%s".formatted(type, clientId));
      Number value = (Number) ManagementFactory.getPlatformMBeanServer().getAttribute(name, metric);
      return Math.round(value.doubleValue());
    } catch (JMException e) {
      throw new IllegalStateException("the client %s has no %s".formatted(clientId, metric), e);
    }
  }
}
