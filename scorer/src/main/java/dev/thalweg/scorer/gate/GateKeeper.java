package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's gate as a service, on a thread of its own in each scorer's process: of all of them one
 * at a time holds the office and judges, the others wait to take it over.
 *
 * <p>A broker or a registry that is away for a while ends the term, not the service: it takes part
 * in the election again until it is closed. Only a cluster that does not let it in ends it.
 */
public final class GateKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GateKeeper.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String model;
  private final GateClientSource clients;
  private final Runnable closing;
  private final GateFigures figures = new GateFigures();
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread =
      new ReadingThread("gate", stop, new Turns(), UnaryOperator.identity());
  private volatile boolean holding;
  private boolean troubled;
  private GateElection election;
  private GateTerm term;

  /**
   * @param closing runs after everything else is closed
   */
  GateKeeper(String model, GateClientSource clients, Runnable closing) {
    this.model = model;
    this.clients = clients;
    this.closing = closing;
  }

  /** A gate on a cluster, not started yet. */
  public static GateKeeper of(GateConfig config) {
    SchemaRegistry registry = config.connection().openRegistry();
    return new GateKeeper(
        config.pipeline().model(), GateClientSource.of(config, registry), registry::close);
  }

  /**
   * Starts its thread; once only.
   *
   * @throws UserException where this user may not do what a gate does
   */
  public void start() {
    clients.requireRights();
    thread.start();
  }

  /** Whose snapshots it judges. */
  public String model() {
    return model;
  }

  /** The names of the topics that it writes where it judges. */
  public Set<String> written() {
    return clients.written();
  }

  /** Whether this one judges; two may believe so for a moment, and only one is heard. */
  public boolean isHolding() {
    return holding;
  }

  /** How many snapshots this one has promoted. */
  public long promoted() {
    return figures.promotions();
  }

  /** How many snapshots this one has refused. */
  public long refused() {
    return figures.refusals();
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return thread.completion();
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      GateKeeper.this.turn();
    }

    @Override
    public void close() {
      endTerm();
      endElection();
      closing.run();
    }
  }

  private void turn() {
    try {
      if (election == null) {
        election = clients.election();
      }
      if (!election.holds(term == null ? POLL : Duration.ZERO)) {
        endTerm();
      } else {
        judge();
      }
      if (troubled) {
        troubled = false;
        LOG.warn("The gate goes on.");
      }
    } catch (KafkaException | UserException e) {
      if (ClientFailure.isRefusal(e)) {
        throw ClientFailure.of(
            "The gate can't decide, which --gate off would let the scorer do without", e);
      }
      if (!stop.isThrown() && !troubled) {
        troubled = true;
        LOG.warn("The gate can't go on just now; it tries again: {}", e.getMessage());
      }
      endTerm();
      endElection();
      ReadingThread.pause(stop, RETRY);
    }
  }

  private void judge() {
    if (term == null) {
      term = clients.term(figures, stop);
      term.begin(stop);
      holding = true;
      LOG.info("This process holds the gate.");
    }
    term.turn();
  }

  private void endTerm() {
    holding = false;
    if (term != null) {
      term.close();
      term = null;
    }
  }

  /** It leaves the group: one that can't judge must not keep the office from others. */
  private void endElection() {
    if (election != null) {
      try {
        election.close();
      } catch (KafkaException e) {
        LOG.debug("The gate did not leave its group cleanly.", e);
      }
      election = null;
    }
  }

  /** Leaves the office to another one; within 4 s. */
  @Override
  public void close() {
    thread.close();
  }
}
