package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;

/** A tally in the store, whether it has changed since it was last told, and its traffic. */
final class KeptTally {
  private static final int CHANGED = 1;
  private static final int WITH_TRAFFIC = 2;

  private final Tally tally;
  private boolean changed;
  private Traffic traffic;

  private KeptTally(Tally tally, boolean changed, Traffic traffic) {
    this.tally = tally;
    this.changed = changed;
    this.traffic = traffic;
  }

  KeptTally() {
    this(new Tally(), false, Traffic.NONE);
  }

  Tally tally() {
    return tally;
  }

  Traffic traffic() {
    return traffic;
  }

  boolean isChanged() {
    return changed;
  }

  /**
   * @param arrivals how many predictions of all models have come by now
   */
  void add(Tally more, long arrivals) {
    tally.add(more);
    traffic = traffic.plus(more.scored(), arrivals);
    changed = true;
  }

  void markTold() {
    changed = false;
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(1 + Traffic.BYTES + tally.bytes());
    out.put((byte) (WITH_TRAFFIC | (changed ? CHANGED : 0)));
    traffic.writeTo(out);
    tally.writeTo(out);
    return out.array();
  }

  static KeptTally fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte flags = in.get();
    Traffic traffic = (flags & WITH_TRAFFIC) == 0 ? Traffic.NONE : Traffic.readFrom(in);
    return new KeptTally(Tally.readFrom(in), (flags & CHANGED) != 0, traffic);
  }
}
