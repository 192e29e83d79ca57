package dev.thalweg.benchmarks.run;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
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

  /**
   * A total over the producers of this process, as of its stream threads.
   *
   * @param clientIds how their ids begin
   * @param metric such as {@code flush-time-ns-total}
   */
  public static double producers(String clientIds, String metric) {
    return sum("kafka.producer:type=producer-metrics,client-id=" + clientIds + "*", metric);
  }

  /** How often the stream threads of this process have committed, whose ids begin so. */
  public static double commits(String threadIds) {
    return sum(
        "kafka.streams:type=stream-thread-metrics,thread-id=" + threadIds + "*", "commit-total");
  }

  private static double sum(String names, String metric) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    double sum = 0;
    try {
      for (ObjectName name : server.queryNames(new ObjectName(names), null)) {
        sum += ((Number) server.getAttribute(name, metric)).doubleValue();
      }
      return sum;
    } catch (JMException e) {
      throw new IllegalStateException("there is no %s of %s".formatted(metric, names), e);
    }
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
