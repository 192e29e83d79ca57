package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;

/** A sum of cells, and whether it has changed since it was last told. */
final class Aggregate {
  private final Tally tally;
  private boolean changed;

  private Aggregate(Tally tally, boolean changed) {
    this.tally = tally;
    this.changed = changed;
  }

  Aggregate() {
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

  static Aggregate fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    boolean changed = in.get() == 1;
    return new Aggregate(Tally.readFrom(in), changed);
  }
}
