package dev.thalweg.monitor.alarm;

import java.nio.ByteBuffer;

/** What is watched of one model, as it stands in the store. */
interface Watched {
  /** How many bytes it takes. */
  int bytes();

  /** Writes {@link #bytes()} bytes. */
  void writeTo(ByteBuffer out);
}
