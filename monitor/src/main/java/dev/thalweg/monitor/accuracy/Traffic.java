package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;

/**
 * How much has come of something lately, where lately is told by arrivals and not by a clock: what
 * came when so many others have come since, {@link #HALF_LIFE}, counts half. What has the least of
 * it is given up first. So whoever makes something up, a version or a model, pushes out what was
 * made up before, and not what is in service: that would take as many records as this one has.
 */
record Traffic(double amount, long at) {
  static final Traffic NONE = new Traffic(0, 0);
  static final int BYTES = Double.BYTES + Long.BYTES;
  static final double HALF_LIFE = 10_000;

  /**
   * What it is when more has come.
   *
   * @param arrivals how many have come of everything by now
   */
  Traffic plus(long count, long arrivals) {
    return new Traffic(lately(arrivals) + count, arrivals);
  }

  double lately(long arrivals) {
    return amount * Math.pow(2, (at - arrivals) / HALF_LIFE);
  }

  /** Writes {@link #BYTES} bytes. */
  void writeTo(ByteBuffer out) {
    out.putDouble(amount).putLong(at);
  }

  static Traffic readFrom(ByteBuffer in) {
    return new Traffic(in.getDouble(), in.getLong());
  }
}
