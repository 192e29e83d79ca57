package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.Deadline;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker and a schema registry for one directory: either started by this process, or those that
 * another process has running there. An instance must stay reachable for as long as it is used.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);

  /** A start of the stack of a large directory on a slow machine; usual are 3 to 6 s. */
  private static final Duration START_MAX = Duration.ofSeconds(90);

  /** Then they are terminated, and 2 s later killed. */
  private static final Duration CHILDREN_STOP_MAX = Duration.ofSeconds(6);

  /** As long as Linux holds one back whose connection has ended (TIME_WAIT), and a moment. */
  private static final Duration PORT_HELD_MAX = Duration.ofSeconds(65);

  private static final int UNPRIVILEGED_MIN = 1_024;
  private static final Duration JOIN_RETRY_EVERY = Duration.ofMillis(100);

  private final StackDirectory directory;
  private final StackAddress address;
  private final Services services; // null for one that joined, as is the lock
  private final DirectoryLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedStack(
      StackDirectory directory, StackAddress address, Services services, DirectoryLock lock) {
    this.directory = directory;
    this.address = address;
    this.services = services;
    this.lock = lock;
  }

  /**
   * How to start a stack.
   *
   * @param kafkaPort of the broker, 0 for a free one
   * @param registryPort of the registry, 0 for a free one
   * @param verbose whether the broker logs from INFO on, not only from WARN on
   */
  public record Options(int kafkaPort, int registryPort, boolean verbose) {
    /** Any that is free. */
    public static final int FREE_PORT = 0;

    /**
     * Checks the ports as numbers; whether they are free is checked at the start.
     *
     * @throws UserException if a port is not one, or both are the same
     */
    public Options {
      requirePort("--kafka-port", kafkaPort);
      requirePort("--registry-port", registryPort);
      if (kafkaPort != 0 && kafkaPort == registryPort) {
        throw new UserException(
            "--kafka-port and --registry-port are both " + kafkaPort + "; give different ports.");
      }
    }

    /** Free ports, few words. */
    public static Options defaults() {
      return new Options(FREE_PORT, FREE_PORT, false);
    }

    private static void requirePort(String flag, int port) {
      if (port < 0 || port > 65_535) {
        throw new UserException(
            flag + " is " + port + "; give a port from 1 to 65535, or 0 for a free one.");
      }
    }

    void requireFreePorts() {
      requireFree("--kafka-port", kafkaPort);
      requireFree("--registry-port", registryPort);
    }

    private static void requireFree(String flag, int port) {
      if (port != 0 && !isFreeSoon(port)) {
        throw new UserException(
            "Port "
                + port
                + " is in use or may not be opened; give another with "
                + flag
                + ", or 0 for a free one.");
      }
    }
  }

  /**
   * A client that kept asking for a stack that was away may have been given its port for its own
   * end of a connection, which holds it for a minute.
   */
  private static boolean isFreeSoon(int port) {
    Deadline deadline = Deadline.in(PORT_HELD_MAX);
    boolean told = false;
    while (!Ports.isFree(port)) {
      if (port < UNPRIVILEGED_MIN || Ports.accepts(port) || deadline.isOver()) {
        return false;
      }
      if (!told) {
        LOG.warn("Port {} is held by a connection that should end within a minute: waiting", port);
        told = true;
      }
      pause();
    }
    return true;
  }

  /**
   * Starts a stack on {@code dir}, which is created when missing; its data of earlier runs is there
   * again. Returns when both services answer.
   *
   * @throws UserException if the directory cannot be used or is in use, a port is taken, or a
   *     service does not start
   */
  public static EmbeddedStack start(Path dir, Options options) {
    StackDirectory directory = StackDirectory.create(dir);
    DirectoryLock lock = directory.tryOwn().orElseThrow(() -> inUse(directory));
    return own(directory, lock, options, (broker, registry) -> {});
  }

  /**
   * As {@link #start}, but joins the stack if one runs on {@code dir} already, or is being started
   * there by another process. The {@link #close} of one that joined stops nothing.
   *
   * @param onBroker is given the addresses of both as soon as the broker answers, so that it works
   *     while the registry still starts; its end is waited for, and what it throws is thrown. A
   *     start that has to be repeated calls it again
   * @throws UserException as {@link #start}, or if the stack that runs there has other ports
   */
  public static EmbeddedStack startOrJoin(
      Path dir, Options options, BiConsumer<String, String> onBroker) {
    StackDirectory directory = StackDirectory.create(dir);
    Deadline deadline = Deadline.in(START_MAX);
    do {
      Optional<DirectoryLock> lock = directory.tryOwn();
      if (lock.isPresent()) {
        return own(directory, lock.get(), options, onBroker);
      }
      Optional<StackAddress> running =
          StackAddress.read(directory.address()).filter(StackAddress::isServing);
      if (running.isPresent()) {
        EmbeddedStack joined = join(directory, running.get(), options);
        onBroker.accept(joined.bootstrapServer(), joined.schemaRegistry());
        return joined;
      }
      pause();
    } while (!deadline.isOver());
    throw inUse(directory);
  }

  private static EmbeddedStack join(
      StackDirectory directory, StackAddress address, Options options) {
    requireSame("--kafka-port", options.kafkaPort(), address.brokerPort(), directory);
    requireSame("--registry-port", options.registryPort(), address.registryPort(), directory);
    return new EmbeddedStack(directory, address, null, null);
  }

  private static void requireSame(String flag, int wanted, int actual, StackDirectory directory) {
    if (wanted != 0 && wanted != actual) {
      throw new UserException(
          "The stack that runs on %s already has port %d; leave %s out or stop that stack first."
              .formatted(directory.root(), actual, flag));
    }
  }

  private static EmbeddedStack own(
      StackDirectory directory,
      DirectoryLock lock,
      Options options,
      BiConsumer<String, String> onBroker) {
    boolean started = false;
    try {
      EmbeddedStack stack = startOwned(directory, lock, options, onBroker);
      started = true;
      return stack;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private static EmbeddedStack startOwned(
      StackDirectory directory,
      DirectoryLock lock,
      Options options,
      BiConsumer<String, String> onBroker) {
    Services services = null;
    try {
      // What a killed owner left must not be taken for ours by somebody who joins.
      Files.deleteIfExists(directory.address());
      options.requireFreePorts();
      services = Services.start(directory, options, Installation.resolve(), onBroker, START_MAX);
      StackAddress address =
          new StackAddress(
              services.bootstrapServer(), services.schemaRegistry(), ProcessHandle.current().pid());
      address.write(directory.address());
      return new EmbeddedStack(directory, address, services, lock);
    } catch (IOException e) {
      if (services != null) {
        services.stop(CHILDREN_STOP_MAX);
      }
      throw directory.unusable(e);
    }
  }

  /** Host and port of the broker. */
  public String bootstrapServer() {
    return address.bootstrapServer();
  }

  /** URL of the registry's Confluent-compatible API; it ends in {@code /apis/ccompat/v7}. */
  public String schemaRegistry() {
    return address.schemaRegistry();
  }

  /**
   * The process of the broker.
   *
   * @throws IllegalStateException if the stack was joined
   */
  public long brokerPid() {
    return owned().brokerPid();
  }

  /**
   * The process of the registry.
   *
   * @throws IllegalStateException if the stack was joined
   */
  public long registryPid() {
    return owned().registryPid();
  }

  private Services owned() {
    if (isJoined()) {
      throw new IllegalStateException("the services are another process's children");
    }
    return services;
  }

  /** Whether another process owns the stack, so that {@link #close} leaves it running. */
  public boolean isJoined() {
    return services == null;
  }

  /**
   * Why the stack is no longer of use, in words for the person who runs it; empty while all is
   * well, and after {@link #close}. Cheap: it sends nothing.
   */
  public Optional<String> failure() {
    if (closed.get()) {
      return Optional.empty();
    }
    if (!isJoined()) {
      return services.failure();
    }
    boolean runs =
        address.ownerLives() && StackAddress.read(directory.address()).equals(Optional.of(address));
    return runs
        ? Optional.empty()
        : Optional.of(
            "The stack of %s, which process %d ran, has been stopped."
                .formatted(directory.root(), address.pid()));
  }

  /**
   * Stops both services, the broker by a controlled shutdown, and gives the directory free; usually
   * within a second, at most in 10 s. Does nothing for a stack that was joined, or the second time.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true) || isJoined()) {
      return;
    }
    try {
      Files.deleteIfExists(directory.address());
    } catch (IOException e) {
      // Stale then: nobody takes it for a running stack, for nothing answers there.
    }
    services.stop(CHILDREN_STOP_MAX);
    lock.close();
  }

  private static UserException inUse(StackDirectory directory) {
    String owner =
        StackAddress.read(directory.address())
            .map(address -> "process " + address.pid())
            .orElse("another process");
    return new UserException(
        "The directory "
            + directory.root()
            + " is in use by "
            + owner
            + "; stop that one first, or give another directory with --dir.");
  }

  private static void pause() {
    try {
      Thread.sleep(JOIN_RETRY_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while the embedded stack was waited for.", e);
    }
  }
}
