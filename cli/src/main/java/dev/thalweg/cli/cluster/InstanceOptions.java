package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Option;

/** Which of several like processes this one is. */
public final class InstanceOptions {
  private static final int LOCAL_INSTANCES_MAX = 100;

  /** The locks of this process: a channel that nothing refers to is closed, and its lock freed. */
  private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

  private final List<FileChannel> claimed = new ArrayList<>();

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description =
          "This process's name in its consumer group: keep it across restarts, and never"
              + " use it twice; letters, digits, dots, underscores and dashes, at most 128 (default:"
              + " the host's name; with --dir the lowest free number).")
  String instance;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "A folder for Kafka Streams (default: under --dir, or ~/.thalweg/state).")
  Path stateDir;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "A file that exists while the service is ready, for health checks.")
  Path readyFile;

  /**
   * One process among its like.
   *
   * @param name its static membership in the group
   * @param stateDir a folder of its own
   */
  public record Instance(String name, Path stateDir) {}

  /** Claims a name and a folder until {@link #release}, or this process ends. */
  public Instance claim(Pipeline pipeline, String service, Cluster cluster) {
    return claim(pipeline, service, cluster.dir());
  }

  public Instance claim(Pipeline pipeline, String service, Optional<Path> embeddedDir) {
    Path base =
        embeddedDir
            .map(dir -> dir.resolve("state"))
            .orElse(Path.of(System.getProperty("user.home"), ".thalweg", "state"))
            .resolve(pipeline.group(service));
    String name;
    if (instance != null) {
      name = new InstanceName(instance).text();
    } else {
      name = embeddedDir.isPresent() ? lowestFree(base) : InstanceName.ofHost(hostName()).text();
    }
    if (stateDir == null) {
      return new Instance(service + "-" + name, base.resolve(name));
    }
    if (!lock(stateDir)) {
      throw new UserException(
          "Another process works on --state-dir %s: give each a folder of its own."
              .formatted(stateDir));
    }
    return new Instance(service + "-" + name, stateDir);
  }

  /** Gives up what was claimed: the service has ended, and its process may go on. */
  public void release() {
    for (FileChannel channel : claimed) {
      HELD.remove(channel);
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a lock can't be given up", e);
      }
    }
    claimed.clear();
  }

  private String lowestFree(Path base) {
    for (int number = 1; number <= LOCAL_INSTANCES_MAX; number++) {
      if (lock(base.resolve(Integer.toString(number)))) {
        return Integer.toString(number);
      }
    }
    throw new UserException(
        "More than %d processes work on %s: stop some of them."
            .formatted(LOCAL_INSTANCES_MAX, base));
  }

  /** Takes a lock that the operating system frees when this process ends, however it ends. */
  private boolean lock(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("instance.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          HELD.add(channel);
          claimed.add(channel);
          return true;
        }
      } catch (OverlappingFileLockException e) {
        // This process holds it.
      }
      channel.close();
      return false;
    } catch (IOException e) {
      throw new UserException(
          "The folder %s can't be written (%s): give another --dir or --state-dir."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // Its name may be unknown to the resolver, as in some containers.
      String name = System.getenv("HOSTNAME");
      if (name != null && !name.isEmpty()) {
        return name;
      }
      throw new UserException("This host has no name: give --instance NAME.", e);
    }
  }

  /** The file that is there while the service is ready; null for none. */
  public Path readyFile() {
    return readyFile;
  }
}
