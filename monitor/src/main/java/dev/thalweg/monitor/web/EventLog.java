package dev.thalweg.monitor.web;

import dev.thalweg.http.route.ServerSentEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells events to all who are subscribed, and keeps the last of them, so that a page that was away
 * for a while gets those it missed; one that was away for longer, or comes for the first time, gets
 * everything. Event ids hold the run, as another process counts from 1 again.
 */
final class EventLog {
  static final int SUBSCRIBERS_MAX = 64;
  static final int KEPT_MAX = 512;

  private static final long KEPT_BYTES_MAX = 4 << 20;

  private final Supplier<byte[]> whole;
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Deque<Event> kept = new ArrayDeque<>();
  private final Set<Consumer<byte[]>> subscribers = new LinkedHashSet<>();
  private long keptBytes;
  private long number;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Event(long number, byte[] encoded) {}

  /**
   * @param whole the data of the event {@code state}: everything that all events before it told
   */
  EventLog(Supplier<byte[]> whole) {
    this.whole = whole;
  }

  /** Tells all subscribers. */
  synchronized void tell(byte[] data) {
    number++;
    byte[] encoded = ServerSentEvent.encode(id(), "update", data);
    kept.addLast(new Event(number, encoded));
    keptBytes += encoded.length;
    while (kept.size() > KEPT_MAX || keptBytes > KEPT_BYTES_MAX) {
      keptBytes -= kept.removeFirst().encoded().length;
    }
    offer(encoded);
  }

  /** Tells all subscribers nothing, which shows which are still there. */
  synchronized void beat() {
    offer(ServerSentEvent.heartbeat());
  }

  private void offer(byte[] encoded) {
    // A copy: who can't take more is taken out while it is being told.
    List.copyOf(subscribers).forEach(subscriber -> subscriber.accept(encoded));
  }

  /**
   * Subscribes, and hands over at once what this subscriber does not know.
   *
   * @param lastEventId of the last event that it has; null for none
   * @param subscriber must not wait
   * @return false when there are too many
   */
  synchronized boolean subscribe(String lastEventId, Consumer<byte[]> subscriber) {
    if (subscribers.size() >= SUBSCRIBERS_MAX) {
      return false;
    }
    subscribers.add(subscriber);
    missed(lastEventId).forEach(subscriber);
    return true;
  }

  private Collection<byte[]> missed(String lastEventId) {
    long last = numberOf(lastEventId);
    long oldest = kept.isEmpty() ? number + 1 : kept.getFirst().number();
    if (last < oldest - 1 || last > number) {
      return List.of(ServerSentEvent.encode(id(), "state", whole.get()));
    }
    List<byte[]> missed = new ArrayList<>();
    kept.stream().filter(event -> event.number() > last).forEach(e -> missed.add(e.encoded()));
    return missed;
  }

  /** Of this run's events; negative for any other. */
  private long numberOf(String eventId) {
    if (eventId == null || !eventId.matches(run + "-[0-9]{1,18}")) {
      return -1;
    }
    return Long.parseLong(eventId.substring(run.length() + 1));
  }

  private String id() {
    return run + "-" + number;
  }

  synchronized void unsubscribe(Consumer<byte[]> subscriber) {
    subscribers.remove(subscriber);
  }

  synchronized int subscribers() {
    return subscribers.size();
  }
}
