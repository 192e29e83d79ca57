package dev.thalweg.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.embedded.child.ChildJvm;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Two trainers of one pipeline: one learns, the other stands by. */
final class Trainers implements AutoCloseable {
  private static final List<String> NAMES = List.of("one", "two");

  /** Of 4 attacks, so many are on the trainer that learns. */
  private static final int ACTIVE_OF_4 = 3;

  private final List<TrainerProcess> processes = new ArrayList<>();
  private final ActiveTrainer active;
  private final SplittableRandom random;

  Trainers(ChaosPlan plan, Connection connection, ActiveTrainer active, SplittableRandom random) {
    this.active = active;
    this.random = random;
    NAMES.forEach(name -> processes.add(new TrainerProcess(name, jvm(plan, connection, name))));
    processes.forEach(TrainerProcess::start);
  }

  /** By its address, not by its directory: so it outlives a restart of the stack. */
  private static ChildJvm jvm(ChaosPlan plan, Connection connection, String name) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(List.of("--bootstrap-server", connection.bootstrapServer()));
    arguments.addAll(List.of("--schema-registry", connection.schemaRegistry()));
    arguments.addAll(List.of("--command-config", settings(plan).toString()));
    arguments.addAll(List.of("--pipeline", plan.pipeline().name(), "--instance", name));
    arguments.addAll(List.of("--state-dir", plan.dir().resolve("state").resolve(name).toString()));
    arguments.addAll(plan.trainArguments());
    return new ChildJvm(
        "trainer " + name,
        ChildJvm.flagsOfThisOne(),
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .toList(),
        plan.mainClass(),
        arguments,
        plan.dir(),
        plan.dir().resolve("logs").resolve("trainer-" + name + ".log"));
  }

  /** What trainers have on an embedded broker by themselves. */
  private static Path settings(ChaosPlan plan) {
    Path file = plan.dir().resolve("trainer.properties");
    try {
      long timeoutMs = Cluster.EMBEDDED_TRANSACTION_TIMEOUT.toMillis();
      Files.writeString(file, "transaction.timeout.ms=" + timeoutMs + "\n", UTF_8);
    } catch (IOException e) {
      throw new UserException(
          "The directory %s can't be written (%s): give another --dir."
              .formatted(plan.dir(), e.getMessage()),
          e);
    }
    return file;
  }

  List<TrainerProcess> all() {
    return processes;
  }

  /** Most often the one that learns. */
  TrainerProcess victim() {
    TrainerProcess learning = learning();
    return random.nextInt(4) < ACTIVE_OF_4 ? learning : other(learning);
  }

  /** The one that learns; any in the middle of a rebalance. */
  TrainerProcess learning() {
    String instance = active.instance().orElse("");
    return processes.stream()
        .filter(process -> instance.startsWith("trainer-" + process.name() + "-"))
        .findFirst()
        .orElseGet(() -> processes.get(random.nextInt(processes.size())));
  }

  private TrainerProcess other(TrainerProcess than) {
    return processes.get(1 - processes.indexOf(than));
  }

  /** Starts those again that have ended by themselves; returns how many. */
  int startDead() {
    List<TrainerProcess> dead = processes.stream().filter(process -> !process.isAlive()).toList();
    dead.forEach(TrainerProcess::start);
    return dead.size();
  }

  /** In order, so that all that was learned is committed. */
  void stop() {
    processes.forEach(TrainerProcess::stop);
  }

  /** Leaves none behind, frozen or not. */
  @Override
  public void close() {
    processes.forEach(TrainerProcess::kill);
  }
}
