package dev.thalweg.topics;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one topic in a thread of its own and hands each value to a listener, in the order of each
 * partition and without repeats. Unreadable records are logged and passed over, and a directive
 * among samples is passed over too. A listener that throws ends it.
 */
public final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<TopicReader> opening;
  private final Class<T> type;
  private final Consumer<T> listener;
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread;
  private TopicReader reader;
  private volatile long position;

  /**
   * @param type the class of the topic's values
   * @param listener is called in the follower's thread
   */
  public TopicFollower(
      Connection connection,
      Pipeline pipeline,
      PipelineTopic topic,
      Class<T> type,
      Since since,
      Consumer<T> listener) {
    this(
        () ->
            connection.ask(() -> begun(() -> TopicReader.open(connection, pipeline, topic), since)),
        pipeline.topic(topic),
        type,
        listener);
  }

  TopicFollower(
      Supplier<TopicReader> opening,
      String name,
      Class<T> type,
      Since since,
      Consumer<T> listener) {
    this(() -> begun(opening, since), name, type, listener);
  }

  /**
   * @param opening gives a reader that has begun
   */
  private TopicFollower(
      Supplier<TopicReader> opening, String name, Class<T> type, Consumer<T> listener) {
    this.opening = opening;
    this.type = type;
    this.listener = listener;
    thread = new ReadingThread("follower-" + name, stop, new Turns(), UnaryOperator.identity());
  }

  /**
   * Begins to follow. When it returns, whatever is written from then on will be handed over.
   *
   * @throws UserException when the topic is not there or the broker does not answer
   */
  public void start() {
    reader = opening.get();
    thread.start();
  }

  /** A reader that has begun. */
  private static TopicReader begun(Supplier<TopicReader> opening, Since since) {
    TopicReader opened = opening.get();
    try {
      opened.begin(since);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return thread.completion();
  }

  /** The sum over the partitions of the offsets below which everything was handed over. */
  public long position() {
    return position;
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      reader.poll(POLL).forEach(TopicFollower.this::handOver);
      position = reader.position().orElse(position);
    }

    @Override
    public void wakeup() {
      reader.wakeup();
    }

    @Override
    public void close() {
      if (reader != null) {
        reader.close();
      }
    }
  }

  private void handOver(TopicRecord record) {
    if (record.isUnreadable()) {
      LOG.atWarn()
          .addKeyValue("origin", record.origin())
          .addKeyValue("reason", record.error())
          .log("passed over an unreadable record");
    } else if (record.directive().isEmpty() && !stop.isThrown()) {
      listener.accept(type.cast(record.value()));
    }
  }

  /** Within 4 s; a listener that does not return is interrupted, and then left to itself. */
  @Override
  public void close() {
    thread.close();
  }
}
