package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;

/** A tally in the store, and whether it has changed since it was last told. */
final class KeptTally {
  private final Tally tally;
  private boolean changed;

  private KeptTally(Tally tally, boolean changed) {
    this.tally = tally;
    this.changed = changed;
  }

  KeptTally() {
    this(new Tally(), false);
  }

  Tally tally() {
    return tally;
  }

  boolean isChanged() {
    return changed;
  }

  void add(Tally more) {
    tally.add(more);
    changed = true;
  }

  void markTold() {
    changed = false;
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(1 + tally.bytes());
    out.put((byte) (changed ? 1 : 0));
    tally.writeTo(out);
    return out.array();
  }

  static KeptTally fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    boolean changed = in.get() == 1;
    return new KeptTally(Tally.readFrom(in), changed);
  }
}
