package dev.thalweg.monitor.watch;

import dev.thalweg.monitor.watch.format.JsonFormat;
import dev.thalweg.monitor.watch.format.LineFormat;
import dev.thalweg.monitor.watch.format.RecordFormat;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.TopicReader;
import dev.thalweg.topics.TopicRecord;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/** Shows one topic's records as they come, until it is stopped or has shown enough. */
public final class Watch {
  /** How long a stop may take, and how exact the timeout is. */
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<TopicReader> opening;
  private final WatchOptions options;
  private final WatchOutput output;
  private final List<RecordFilter> filters;
  private final RecordFormat format;
  private final PrintStream out;
  private long shown;
  private long matched;
  private volatile TopicReader reading;
  private volatile boolean stopped;

  /**
   * A watch that begins when it is run.
   *
   * @throws UserException when a filter does not fit the topic
   */
  public Watch(Connection connection, Pipeline pipeline, WatchOptions options, WatchOutput output) {
    this(() -> TopicReader.open(connection, pipeline, options.topic()), options, output);
  }

  Watch(Supplier<TopicReader> opening, WatchOptions options, WatchOutput output) {
    this.opening = opening;
    this.options = options;
    this.output = output;
    this.out = output.stream();
    Clock clock = Clock.system(ZoneId.systemDefault());
    filters =
        options.filters().stream()
            .map(text -> RecordFilter.parse(options.topic(), text, clock, clock.getZone()))
            .toList();
    format =
        output.json() ? new JsonFormat() : new LineFormat(options.topic(), output.style(clock));
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
      reader.begin(options.since(), options.until());
      show(reader);
      showNewHeading(); // of a topic without records
      out.flush();
      return shown;
    }
  }

  private void show(TopicReader reader) {
    long lastAtNanos = System.nanoTime();
    while (!stopped && !out.checkError()) { // checkError flushes
      for (TopicRecord record : reader.poll(POLL)) {
        format.pass(record);
        if (!isPart(record) && isAskedFor(record)) {
          show(record);
          if (shown == options.maxMessages()) {
            return;
          }
        }
        lastAtNanos = System.nanoTime();
      }
      if (matched == 0) {
        showNewHeading(); // for who waits
      }
      if (isTimeout(System.nanoTime() - lastAtNanos) || reader.isAtEnd()) {
        return;
      }
    }
  }

  /** A piece of a snapshot's parameters says nothing that its head does not say. */
  private static boolean isPart(TopicRecord record) {
    return record.value() instanceof Snapshot snapshot && snapshot.getPart() != null;
  }

  private boolean isAskedFor(TopicRecord record) {
    return filters.stream().allMatch(filter -> filter.test(record))
        && ++matched % options.every() == 0;
  }

  private void show(TopicRecord record) {
    showNewHeading();
    if (output.headingEvery() > 0 && shown > 0 && shown % output.headingEvery() == 0) {
      format.heading().ifPresent(out::println);
    }
    out.println(format.line(record));
    shown++;
  }

  private void showNewHeading() {
    if (format.needsHeading()) {
      format.heading().ifPresent(out::println);
    }
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
