package dev.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.embedded.child.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void lock_hasOneHolderInThisProcess() throws Exception {
    Path file = directory.resolve("lock");
    // Given
    DirectoryLock first = DirectoryLock.tryAcquire(file).orElseThrow();

    // When
    Optional<DirectoryLock> second = DirectoryLock.tryAcquire(file);
    first.close();
    Optional<DirectoryLock> third = DirectoryLock.tryAcquire(file);

    // Then
    assertThat(second).isEmpty();
    assertThat(third).isPresent();
    third.orElseThrow().close();
  }

  @Test
  void lock_isTheSameThroughALink() throws Exception {
    // Given
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

    // When
    try (DirectoryLock held = DirectoryLock.tryAcquire(directory.resolve("lock")).orElseThrow()) {
      assertThat(held).isNotNull();

      // Then
      assertThat(DirectoryLock.tryAcquire(link.resolve("lock"))).isEmpty();
    }
  }

  @Test
  void lock_isFreeAgainWhenItsHolderIsKilled() throws Exception {
    Path file = directory.resolve("lock");
    // Given another process that holds it
    ChildProcess holder = StubChildren.launch(directory, "locking", file.toString());
    assertThat(StubChildren.eventually(() -> holder.ready().isPresent())).isTrue();
    assertThat(DirectoryLock.tryAcquire(file)).isEmpty();

    // When
    ProcessHandle.of(holder.pid()).orElseThrow().destroyForcibly();

    // Then one who waits gets it
    Optional<DirectoryLock> lock = DirectoryLock.acquire(file, Duration.ofSeconds(20));
    assertThat(lock).isPresent();
    lock.orElseThrow().close();
  }

  @Test
  void wait_endsWhenTheHolderStays() throws Exception {
    Path file = directory.resolve("lock");
    // Given
    try (DirectoryLock held = DirectoryLock.tryAcquire(file).orElseThrow()) {
      assertThat(held).isNotNull();

      // When
      Optional<DirectoryLock> lock = DirectoryLock.acquire(file, Duration.ofMillis(100));

      // Then
      assertThat(lock).isEmpty();
    }
  }
}
