package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file, held by one process at a time and given up by the kernel when that process
 * ends.
 *
 * <p>POSIX drops all of a process's locks on a file as soon as that process closes <em>any</em>
 * descriptor of it. A second attempt in the same process must therefore not even open the file:
 * that is what {@link #HELD} prevents.
 */
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final Duration RETRY_EVERY = Duration.ofMillis(50);

  private final Path key;
  private final FileChannel channel;

  private DirectoryLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * The lock on {@code file}, which is created when missing; empty when somebody else has it.
   *
   * @throws IOException if the file cannot be written or its file system has no locks
   */
  static Optional<DirectoryLock> tryAcquire(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent().toRealPath();
    Path key = directory.resolve(file.getFileName());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel = FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel.tryLock();
      return lock == null ? Optional.empty() : Optional.of(new DirectoryLock(key, channel));
    } finally {
      if (lock == null) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(key);
      }
    }
  }

  /** As {@link #tryAcquire}, but waits up to {@code atMost} for another holder to end. */
  static Optional<DirectoryLock> acquire(Path file, Duration atMost)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(atMost);
    Optional<DirectoryLock> lock = tryAcquire(file);
    while (lock.isEmpty() && !deadline.isOver()) {
      Thread.sleep(RETRY_EVERY.toMillis());
      lock = tryAcquire(file);
    }
    return lock;
  }

  /** Gives the lock up. The file stays: removing it would let two processes hold two files. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone all the same, and the lock with it.
    } finally {
      HELD.remove(key);
    }
  }
}
