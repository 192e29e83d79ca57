package dev.thalweg.cli.service;

import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.rights.TopicRight;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds whether this user may still write what a service writes, and
 * ends when it may not: a service that has nothing to write just then would not notice, and be
 * taken for sound until it has. A reader needs none, since its clients fetch all the time.
 */
final class RightsWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RightsWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final int ANSWER_MS = 5_000;

  private final Supplier<Admin> opening;
  private final Supplier<Set<String>> written;
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread;
  private volatile Admin admin;

  /**
   * Not started as yet.
   *
   * @param opening makes the client that asks, at the start
   * @param written the names of the topics, whenever it asks
   */
  RightsWatch(Supplier<Admin> opening, Supplier<Set<String>> written) {
    this.opening = opening;
    this.written = written;
    thread = new ReadingThread("rights-watch", stop, new Turns(), UnaryOperator.identity());
  }

  /** Starts its thread; once only. */
  void start() {
    admin = opening.get();
    thread.start();
  }

  /** Done when it was closed; exceptionally, with a sentence, when a right is missing. */
  CompletableFuture<Void> completion() {
    return thread.completion();
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      Set<String> names = written.get();
      if (!names.isEmpty()) {
        DescribeTopicsOptions options =
            new DescribeTopicsOptions().includeAuthorizedOperations(true).timeoutMs(ANSWER_MS);
        admin
            .describeTopics(names, options)
            .topicNameValues()
            .forEach((name, answer) -> require(new TopicRight(AclOperation.WRITE, name), answer));
      }
      ReadingThread.pause(stop, EVERY);
    }

    /** What is asked for ends in an error then. */
    @Override
    public void wakeup() {
      admin.close(Duration.ZERO);
    }

    @Override
    public void close() {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    }
  }

  /** A topic that is gone, or a broker that does not answer, is for others to tell of. */
  private static void require(TopicRight right, KafkaFuture<TopicDescription> answer) {
    try {
      right.require(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw TopicRight.missing(right.toString(), e);
      }
      LOG.debug("Whether there is the right {} is not told.", right, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Within 4 s. */
  @Override
  public void close() {
    thread.close();
  }
}
