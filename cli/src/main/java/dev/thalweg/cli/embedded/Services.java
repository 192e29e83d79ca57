package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.ChildJvm;
import dev.thalweg.cli.embedded.child.ChildProcess;
import dev.thalweg.cli.embedded.child.ClassArchives;
import dev.thalweg.cli.embedded.child.Deadline;
import dev.thalweg.cli.tasks.SideBySide;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The two children of a stack. */
final class Services {
  /** A port that was free when it was picked can be gone a moment later, but hardly twice. */
  private static final int ATTEMPTS_MAX = 2;

  /** As the broker's sentence says it, and the registry's Quarkus. */
  private static final Pattern PORT_TAKEN =
      Pattern.compile(BrokerProcess.PORT_TAKEN + "|seems to be in use");

  private static final Duration POLL_EVERY = Duration.ofMillis(25);

  private final ChildProcess broker;
  private final ChildProcess registry;
  private final String schemaRegistry;

  private Services(ChildProcess broker, ChildProcess registry, String schemaRegistry) {
    this.broker = broker;
    this.registry = registry;
    this.schemaRegistry = schemaRegistry;
  }

  /**
   * Starts both at once and returns when both answer.
   *
   * @param onBroker is given the addresses of both as soon as the broker answers, and works while
   *     the registry still starts; its end is waited for; again where the start has to be repeated
   * @throws UserException if one of them ends, or {@code startMax} is over
   * @throws RuntimeException that {@code onBroker} threw; both are stopped then
   */
  static Services start(
      StackDirectory directory,
      EmbeddedStack.Options options,
      Installation installation,
      BiConsumer<String, String> onBroker,
      Duration startMax)
      throws IOException {
    Deadline deadline = Deadline.in(startMax);
    Optional<String> failure = Optional.empty();
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Services services = launch(directory, options, installation);
      try {
        failure = services.awaitReady(onBroker, deadline);
      } catch (RuntimeException e) {
        services.stop(Duration.ofSeconds(1));
        throw e;
      }
      if (failure.isEmpty()) {
        return services;
      }
      services.stop(Duration.ofSeconds(1));
      if (!PORT_TAKEN.matcher(failure.get()).find()) {
        break;
      }
    }
    throw new UserException(failure.orElseThrow());
  }

  private static Services launch(
      StackDirectory directory, EmbeddedStack.Options options, Installation installation)
      throws IOException {
    List<Integer> free = Ports.free(2);
    int registryPort = options.registryPort() == 0 ? free.get(0) : options.registryPort();
    ChildProcess broker = ChildProcess.launch(broker(directory, options, installation));
    try {
      ChildProcess registry =
          ChildProcess.launch(registry(directory, installation, registryPort, free.get(1)));
      return new Services(broker, registry, RegistryProbe.url(registryPort));
    } catch (RuntimeException e) {
      broker.requestStop();
      broker.awaitStop(Deadline.in(Duration.ofSeconds(1)));
      throw e;
    }
  }

  private static ChildJvm broker(
      StackDirectory directory, EmbeddedStack.Options options, Installation installation) {
    List<String> flags = commonFlags(directory, "broker");
    flags.addAll(
        List.of(
            "-Xmx512m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + (options.verbose() ? "info" : "warn"),
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
    return new ChildJvm(
        "broker",
        flags,
        installation.brokerClassPath(),
        BrokerProcess.class,
        List.of(directory.kafka().toString(), Integer.toString(options.kafkaPort())),
        directory.kafka(),
        log(directory, "broker"));
  }

  private static ChildJvm registry(
      StackDirectory directory, Installation installation, int port, int managementPort) {
    List<String> flags = commonFlags(directory, "registry");
    flags.add("-Xmx256m");
    return new ChildJvm(
        "registry",
        flags,
        installation.registryClassPath(),
        RegistryProcess.class,
        List.of(
            installation.registryJar().toString(),
            Integer.toString(port),
            Integer.toString(managementPort)),
        directory.registry(),
        log(directory, "registry"));
  }

  private static List<String> commonFlags(StackDirectory directory, String name) {
    List<String> flags = new ArrayList<>(ClassArchives.flags(name));
    flags.addAll(
        List.of(
            "-XX:+UseSerialGC",
            // A broker moves bytes and a registry is seldom asked. Measured for the broker: 2.2 s
            // of CPU to start instead of 3.5 s, and over the first 1.8 million records of 793
            // bytes 2.2 us per record instead of 3.4 us.
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr", // standard output is for answers
            "-XX:-UsePerfData", // or a killed child leaves a file in the folder for temporary ones
            "-XX:ErrorFile=" + directory.logs().resolve(name + "-crash.log")));
    return flags;
  }

  private static Path log(StackDirectory directory, String name) {
    return directory.logs().resolve(name + ".log");
  }

  /** Empty when both answer and {@code onBroker} has ended, else why they do not. */
  private Optional<String> awaitReady(BiConsumer<String, String> onBroker, Deadline deadline) {
    CompletableFuture<Void> work = null;
    while (true) {
      Optional<String> failure = failure();
      if (failure.isPresent()) {
        return failure;
      }
      if (work == null && broker.ready().isPresent()) {
        work = CompletableFuture.runAsync(() -> onBroker.accept(bootstrapServer(), schemaRegistry));
      }
      if (work != null && work.isDone() && RegistryProbe.answers(schemaRegistry)) {
        SideBySide.join(work);
        return Optional.empty();
      }
      if (deadline.isOver()) {
        return Optional.of("The embedded broker and registry did not start in time; try again.");
      }
      try {
        Thread.sleep(POLL_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("Interrupted while the embedded broker and registry were starting.");
      }
    }
  }

  String bootstrapServer() {
    return Ports.HOST + ":" + broker.ready().orElseThrow();
  }

  long brokerPid() {
    return broker.pid();
  }

  long registryPid() {
    return registry.pid();
  }

  String schemaRegistry() {
    return schemaRegistry;
  }

  /** What became of the first child that is no longer of use. */
  Optional<String> failure() {
    return broker.failure().or(registry::failure);
  }

  /**
   * Stops both; they get {@code patience} to do so by themselves, longer if they leave an archive
   * of their classes, and then 2 s each.
   */
  void stop(Duration patience) {
    Deadline deadline = Deadline.in(ClassArchives.patience(patience));
    broker.requestStop();
    registry.requestStop();
    broker.awaitStop(deadline);
    registry.awaitStop(deadline);
  }
}
