package dev.thalweg.topics.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterWatchTest {
  private final CountDownLatch told = new CountDownLatch(1);

  private Connection away(Duration atMost) throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Map<String, String> impatient =
        Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "500");
    return new Connection("127.0.0.1:" + free, "http://127.0.0.1:9", impatient, true)
        .waiting(atMost, sentence -> told.countDown());
  }

  @Test
  void brokerThatStaysAway_endsTheWatch() throws Exception {
    try (ClusterWatch watch = new ClusterWatch(away(Duration.ofMillis(1)))) {
      watch.start();

      assertThatThrownBy(() -> watch.completion().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UserException.class)
          .hasMessageContaining("No Kafka broker answers");
    }
  }

  @Test
  void stopDuringAnOutage_isNoFailure() throws Exception {
    Connection connection = away(Duration.ofMinutes(5));
    ClusterWatch watch = new ClusterWatch(connection);
    watch.start();
    told.await();

    connection.patience().stop();

    assertThatThrownBy(() -> watch.completion().get(3, TimeUnit.SECONDS))
        .isInstanceOf(TimeoutException.class);
    watch.close();
    assertThat(watch.completion()).isCompleted();
  }
}
