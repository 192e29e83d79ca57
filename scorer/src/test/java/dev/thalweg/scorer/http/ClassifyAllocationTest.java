package dev.thalweg.scorer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.thalweg.http.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scorer that answers thousands of requests a second leaves little behind of each. */
class ClassifyAllocationTest {
  private static final int WARM_UP = 1_000;
  private static final int REQUESTS = 2_000;

  /** Of the Java heap, by all threads of the service. */
  private static final long BYTES_MAX = 20_000;

  @Test
  void classifyingAnImage_allocatesLittle() throws IOException {
    // Given
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "HotSpot counts bytes");
    byte[] request = request(Catalog.pixels(5));
    try (TestService service = new TestService(Catalog.serving(100));
        RawConnection connection = new RawConnection(service.address())) {
      ask(connection, request, WARM_UP);
      Map<Long, Long> before = allocated();

      // When
      ask(connection, request, REQUESTS);

      // Then
      Map<Long, Long> after = allocated();
      after.remove(Thread.currentThread().getId()); // the client's
      long bytes = 0;
      for (Map.Entry<Long, Long> thread : after.entrySet()) {
        bytes += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
      }
      assertThat(bytes / REQUESTS).isPositive().isLessThan(BYTES_MAX);
    }
  }

  private static void ask(RawConnection connection, byte[] request, int times) {
    for (int i = 0; i < times; i++) {
      connection.send(request);
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  private static byte[] request(byte[] pixels) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(
        ("POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: "
                + pixels.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    request.write(pixels);
    return request.toByteArray();
  }

  /** What each living thread has allocated so far, by its id. */
  private static Map<Long, Long> allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    return allocated;
  }
}
