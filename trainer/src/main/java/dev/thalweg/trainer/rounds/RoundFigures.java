package dev.thalweg.trainer.rounds;

import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What the learners of a process have of the others, for those who watch them: merges, and how long
 * each took. What is learned does not depend on it. Safe for many threads.
 *
 * <p>A learner <em>waits</em> from the end of its round until it goes on from a merge. A <em>round
 * trip</em> is the part of that which nobody's learning has a share in: from the last round of a
 * merge that a learner of this process sent, until the first of them goes on from it. Where other
 * processes sent theirs later, it is that much longer; that of the process whose round was the last
 * is exact.
 */
public final class RoundFigures {
  private final LongSupplier nanoTime;
  private final Map<Integer, Long> sentNs = new HashMap<>();
  private final List<LongConsumer> waits = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> roundTrips = new CopyOnWriteArrayList<>();
  private Merge newest;
  private long merges;
  private long measured;

  /** By the clock of the virtual machine. */
  public RoundFigures() {
    this(System::nanoTime);
  }

  RoundFigures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Has these told from now on, in nanoseconds; they must not wait. */
  public void tell(LongConsumer wait, LongConsumer roundTrip) {
    waits.add(wait);
    roundTrips.add(roundTrip);
  }

  /** A learner of this process has ended its round and sends it. */
  public synchronized void sent(int partition) {
    sentNs.put(partition, nanoTime.getAsLong());
  }

  /** This is the newest merge: the first was there before. Told again, it changes nothing. */
  public synchronized void merged(Merge merge) {
    if (newest == null || merge.getNumber() > newest.getNumber()) {
      merges += newest == null ? 0 : merge.getNumber() - newest.getNumber();
      newest = merge;
    }
  }

  /** A learner of this process goes on from a merge. */
  public synchronized void adopted(int partition, long merge) {
    Long sent = sentNs.get(partition);
    if (sent == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    waits.forEach(listener -> listener.accept(now - sent));
    if (merge > measured && newest != null && newest.getNumber() == merge) {
      measured = merge;
      long last =
          newest.getMembers().stream()
              .map(MergeMember::getPartition)
              .filter(sentNs::containsKey)
              .mapToLong(sentNs::get)
              .max()
              .orElse(sent);
      roundTrips.forEach(listener -> listener.accept(now - last));
    }
    sentNs.remove(partition);
  }

  /** Merges that were made since this began, by whichever process. */
  public synchronized long merges() {
    return merges;
  }

  /** Learners that have a part in the newest merge; NaN before there is one. */
  public synchronized double members() {
    return newest == null ? Double.NaN : newest.getMembers().size();
  }

  /** Learners that the newest merge has waited for; NaN before there is one. */
  public synchronized double live() {
    return newest == null ? Double.NaN : newest.getDivisor();
  }
}
