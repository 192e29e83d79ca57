package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How many records have a time that no right clock shows. Looks at {@value #RECORDS} at a time, and
 * speaks once when the share of these exceeds {@link #SHARE_MAX}; again after it was half of that.
 */
final class ClockDrift implements DriftState {
  static final int RECORDS = 256;

  /** A single device among many with a wrong clock is no event. */
  static final double SHARE_MAX = 0.1;

  private long records;
  private long bounded;
  private boolean isTold;

  /** The share where it is an event. */
  Optional<Double> add(long more, long ofThemBounded) {
    records += more;
    bounded += ofThemBounded;
    if (records < RECORDS) {
      return Optional.empty();
    }
    double share = (double) bounded / records;
    records = 0;
    bounded = 0;
    boolean speaks = !isTold && share > SHARE_MAX;
    isTold = speaks || (isTold && share > SHARE_MAX / 2);
    return speaks ? Optional.of(share) : Optional.empty();
  }

  @Override
  public int bytes() {
    return 1 + VarLong.bytes(records) + VarLong.bytes(bounded);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    out.put((byte) (isTold ? 1 : 0));
    VarLong.write(out, records);
    VarLong.write(out, bounded);
  }

  static ClockDrift readFrom(ByteBuffer in) {
    ClockDrift drift = new ClockDrift();
    drift.isTold = in.get() == 1;
    drift.records = VarLong.read(in);
    drift.bounded = VarLong.read(in);
    return drift;
  }
}
