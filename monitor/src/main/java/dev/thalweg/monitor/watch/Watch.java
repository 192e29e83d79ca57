package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Shows one topic's records as they come, until it is stopped or has shown enough. */
public final class Watch {
  /** How long a stop may take, and how exact the timeout is. */
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<TopicReader> opening;
  private final WatchOptions options;
  private final RecordFormat format;
  private final PrintStream out;
  private volatile TopicReader reading;
  private volatile boolean stopped;

  public Watch(Connection connection, Pipeline pipeline, WatchOptions options) {
    this(() -> TopicReader.open(connection, pipeline, options.topic()), options);
  }

  Watch(Supplier<TopicReader> opening, WatchOptions options) {
    this.opening = opening;
    this.options = options;
    this.format =
        options.json() ? new JsonFormat() : new LineFormat(options.topic(), ZoneId.systemDefault());
    this.out = options.output();
  }

  /**
   * Shows records until an end that the options name, {@link #stop()}, or a reader of the output
   * that has gone.
   *
   * @return how many were shown
   * @throws UserException when the topic can't be read or the registry does not answer
   */
  public long run() {
    try (TopicReader reader = opening.get()) {
      reading = reader;
      if (stopped) {
        return 0;
      }
      reader.begin(options.since(), Clock.systemUTC());
      format.heading().ifPresent(out::println);
      return show(reader);
    }
  }

  private long show(TopicReader reader) {
    long shown = 0;
    long lastAtNanos = System.nanoTime();
    while (!stopped && !out.checkError()) { // checkError flushes
      for (TopicRecord record : reader.poll(POLL)) {
        out.println(format.line(record));
        shown++;
        lastAtNanos = System.nanoTime();
        if (shown == options.maxMessages()) {
          out.flush();
          return shown;
        }
      }
      if (isTimeout(System.nanoTime() - lastAtNanos)) {
        break;
      }
    }
    return shown;
  }

  private boolean isTimeout(long silentNanos) {
    return !options.timeout().isZero() && silentNanos >= options.timeout().toNanos();
  }

  /** Ends {@link #run()} within a second; may be called from any thread, also before it runs. */
  public void stop() {
    stopped = true;
    TopicReader reader = reading;
    if (reader != null) {
      reader.wakeup();
    }
  }
}
