package dev.thalweg.cli.chaos;

import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.schemas.Connection;
import dev.thalweg.trainer.guarantee.Audit;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Attacks a trainer for a while, lets it catch up, and compares. Belongs to one thread. */
public final class Chaos implements AutoCloseable {
  private static final int OUTAGE_MS_MAX = 120_000;

  private final ChaosPlan plan;
  private final PrintStream out;
  private final Predicate<Duration> stopWithin;
  private final RestartableStack stack;
  private final Connection connection;

  /**
   * Starts the stack.
   *
   * @param stopWithin waits at most so long for a request to stop; true when there is one
   */
  public Chaos(ChaosPlan plan, PrintStream out, Predicate<Duration> stopWithin) {
    this.plan = plan;
    this.out = out;
    this.stopWithin = stopWithin;
    stack = new RestartableStack(plan.dir());
    connection = new Connection(stack.bootstrapServer(), stack.schemaRegistry(), Map.of(), true);
  }

  /** The stack's address, which is the same after every restart. */
  public Connection connection() {
    return connection;
  }

  /**
   * Attacks, lets the trainer learn all that was sent, stops it, and compares.
   *
   * @param lag samples that the trainer has not committed yet
   * @return empty when it was asked to stop
   * @throws dev.thalweg.schemas.UserException when the trainer does not recover
   */
  public Optional<AuditReport> run(LongSupplier lag) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    SampleProducer samples =
        new SampleProducer(
            StreamConfig.of(plan.pipeline(), plan.stream()).atRate(plan.perSecond()),
            patient(),
            Progress.NONE);
    CompletableFuture<?> sending = CompletableFuture.runAsync(samples::run);
    try (StepWatch steps = new StepWatch(connection, plan.pipeline());
        ActiveTrainer active = new ActiveTrainer(connection, plan.pipeline());
        Trainers trainers = new Trainers(plan, connection, active, random.split())) {
      Campaign campaign =
          new Campaign(plan, stack, trainers, steps, random.split(), out, stopWithin);
      boolean whole;
      try (Nuisance nuisance = new Nuisance(connection, plan.pipeline(), random.split())) {
        whole = campaign.attack(nuisance, sending);
      } finally {
        samples.stop();
      }
      sending.join();
      if (!whole || !campaign.catchUp(lag)) {
        return Optional.empty();
      }
      trainers.stop();
    } finally {
      samples.stop();
    }
    out.println("Folding the log once more, undisturbed, to compare.");
    return Optional.of(new Audit(connection, plan.pipeline()).run());
  }

  /** The stream has to outlast a restart of the broker on a slow machine. */
  private Connection patient() {
    String timeoutMs = Integer.toString(OUTAGE_MS_MAX);
    return new Connection(
        connection.bootstrapServer(),
        connection.schemaRegistry(),
        Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMs),
        true);
  }

  @Override
  public void close() {
    stack.close();
  }
}
