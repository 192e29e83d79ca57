package dev.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void wait_endsWithoutARequestAfterItsTime() {
    try (StopSignal stop = new StopSignal()) {
      assertThat(stop.await(Duration.ofMillis(1))).isFalse();
      assertThat(stop.isRequested()).isFalse();
    }
  }

  @Test
  void request_runsTheActionsOnce() {
    List<String> ran = new ArrayList<>();
    try (StopSignal stop = new StopSignal()) {
      // Given
      stop.onRequest(() -> ran.add("before"));
      assertThat(ran).isEmpty();

      // When
      stop.request();
      stop.request();

      // Then
      assertThat(ran).containsExactly("before");
      assertThat(stop.isRequested()).isTrue();
      assertThat(stop.await(LONG)).isTrue();
    }
  }

  @Test
  void action_runsAtOnceAfterARequest() {
    List<String> ran = new ArrayList<>();
    try (StopSignal stop = new StopSignal()) {
      stop.request();

      stop.onRequest(() -> ran.add("after"));

      assertThat(ran).containsExactly("after");
    }
  }

  @Test
  void shutdown_waitsUntilEverythingIsClosed() throws Exception {
    StopSignal stop = new StopSignal();
    // Given a shutdown that has begun
    CompletableFuture<Void> shutdown = CompletableFuture.runAsync(stop::onShutdown);
    assertThat(stop.await(LONG)).isTrue();
    assertThat(shutdown).isNotDone();

    // When
    stop.close();

    // Then
    shutdown.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void interruption_isAReasonToStop() {
    try (StopSignal stop = new StopSignal()) {
      Thread.currentThread().interrupt();

      assertThat(stop.await(LONG)).isTrue();

      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
