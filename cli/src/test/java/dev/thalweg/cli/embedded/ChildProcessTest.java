package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.embedded.child.ChildProcess;
import dev.thalweg.cli.embedded.child.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path directory;
  private ChildProcess child;

  @AfterEach
  void stop() {
    child.requestStop();
    child.awaitStop(Deadline.in(Duration.ZERO));
  }

  @Test
  void child_isReadyWhenItSaysSo() throws Exception {
    // Given a child that prints another line before its answer
    child = StubChildren.launch(directory, "deaf");

    // When
    boolean ready = StubChildren.eventually(() -> child.ready().isPresent());

    // Then
    assertThat(ready).isTrue();
    assertThat(child.ready()).contains("4711");
    assertThat(child.failure()).isEmpty();
  }

  @Test
  void child_endsAtTheEndOfItsInput() throws Exception {
    // Given
    child = StubChildren.launch(directory, "obedient");
    assertThat(StubChildren.eventually(() -> child.ready().isPresent())).isTrue();

    // When
    child.requestStop();

    // Then it goes by itself, without a signal
    assertThat(StubChildren.eventually(() -> child.failure().isPresent())).isTrue();
    assertThat(child.failure().orElseThrow()).contains("status 0");
    assertThat(StubChildren.lives(child)).isFalse();
  }

  @Test
  void child_isHaltedWhenItsShutdownHangs() throws Exception {
    // Given a child with a shutdown hook that never ends, and an exit limit
    child = StubChildren.launch(directory, "slow-to-exit");
    assertThat(StubChildren.eventually(() -> child.ready().isPresent())).isTrue();

    // When
    child.requestStop();

    // Then
    assertThat(StubChildren.eventually(() -> child.failure().isPresent())).isTrue();
    assertThat(child.failure().orElseThrow()).contains("status 1");
    assertThat(StubChildren.lives(child)).isFalse();
  }

  @Test
  void child_isTerminatedWhenItDoesNotListen() throws Exception {
    // Given
    child = StubChildren.launch(directory, "deaf");
    assertThat(StubChildren.eventually(() -> child.ready().isPresent())).isTrue();

    // When
    child.requestStop();
    child.awaitStop(Deadline.in(Duration.ofMillis(100)));

    // Then
    assertThat(StubChildren.lives(child)).isFalse();
  }

  @Test
  void failure_hasTheChildsOwnSentence() throws Exception {
    // Given
    child = StubChildren.launch(directory, "failing");

    // When
    boolean failed = StubChildren.eventually(() -> child.failure().isPresent());

    // Then
    assertThat(failed).isTrue();
    assertThat(child.failure().orElseThrow()).startsWith("The port is gone. ");
  }

  @Test
  void failure_hasStatusAndEndOfLogWhenTheChildDies() throws Exception {
    // Given
    child = StubChildren.launch(directory, "crashing");

    // When
    boolean failed = StubChildren.eventually(() -> child.failure().isPresent());

    // Then
    assertThat(failed).isTrue();
    assertThat(child.failure().orElseThrow())
        .contains("stub has ended with status 7")
        .contains(directory.resolve("stub.log").toString())
        .endsWith("the last words");
  }

  @Test
  void logOfTheRunBefore_isKept() throws Exception {
    // Given
    Files.writeString(directory.resolve("stub.log"), "why it broke");

    // When
    child = StubChildren.launch(directory, "deaf");

    // Then
    assertThat(directory.resolve("stub.log.previous")).hasContent("why it broke");
  }
}
