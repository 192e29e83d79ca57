package dev.thalweg.ingest.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What this process does, for its metrics; any thread may ask. The counts begin with the process,
 * and have twice what a transaction that was aborted had counted.
 */
public final class IngestFigures {

  /** What is counted. */
  public enum Event {
    /** A record with features that could be mapped. */
    FEATURES,
    /** A record with a label that could be mapped. */
    LABEL,
    SAMPLE,
    /** A record that is in dead-letters instead. */
    REFUSED,
    /** A record without a value, which says nothing. */
    EMPTY,
    /** Features or a label of an id that had them already. */
    REPEATED,
    /** Another label for an id that had one. */
    CORRECTED,
    /** Features that were given up, as no label came in time. */
    UNLABELLED,
    /** A label that was given up, as no features came in time. */
    UNMATCHED_LABEL,
    /** What was given up before its time, to bound memory. */
    OVERFLOWED,
    /** A time that can't be, replaced by the present. */
    BOUNDED_TIME
  }

  private final Map<Event, LongAdder> events =
      Arrays.stream(Event.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), event -> new LongAdder()));
  private volatile LongSupplier held = () -> 0;

  /** Counts one. */
  public void count(Event event) {
    events.get(event).increment();
  }

  /** How many were counted. */
  public long counted(Event event) {
    return events.get(event).sum();
  }

  /** Says where to ask how many ids wait. */
  public void holds(LongSupplier ids) {
    held = ids;
  }

  /** How many ids wait for their other half, or are kept so that a repeat is known. */
  public long held() {
    return held.getAsLong();
  }
}
